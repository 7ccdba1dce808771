import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as EVENT from '../../src/engine/event-kinds.ts';
import { EventQueue } from '../../src/engine/event-queue.ts';

const KINDS = [EVENT.jobEnd, EVENT.reclaim, EVENT.instanceReady, EVENT.jobRunnable, EVENT.scaleOut, EVENT.idleCheck];

/** An event queue beside a sorted list of the same events, latest first; every event that leaves both must be the same. */
class QueueAndModel {
  private readonly queue: EventQueue;
  private readonly model: { timeMs: number; kind: number; pushed: number }[] = [];
  private pushed = 0;
  private nowMs = 0;

  constructor(jobs: number) {
    this.queue = new EventQueue(jobs);
  }

  get length(): number {
    return this.model.length;
  }

  push(delay: number, kind: number): void {
    const event = { timeMs: this.nowMs + delay, kind, pushed: this.pushed++ };
    this.queue.push(event.timeMs, kind, event.pushed, -event.pushed);
    let low = 0;
    let high = this.model.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.model[middle];
      if (other.timeMs > event.timeMs || (other.timeMs === event.timeMs && other.kind > kind)) low = middle + 1;
      else high = middle;
    }
    this.model.splice(low, 0, event);
  }

  pop(): void {
    const next = this.model.pop();
    const { queue } = this;
    // One expectation an event would take most of the time of the test.
    const found = [queue.nextTimeMs()];
    if (next !== undefined) {
      queue.pop();
      found.push(queue.kind, queue.first, queue.second, queue.length, queue.popped);
    }
    const wanted =
      next === undefined
        ? [Number.POSITIVE_INFINITY]
        : [next.timeMs, next.kind, next.pushed, -next.pushed, this.model.length, this.pushed - this.model.length];
    if (found.some((value, place) => value !== wanted[place])) expect(found).toEqual(wanted);
    if (next === undefined) return;
    this.nowMs = next.timeMs;
  }
}

function delayMs({ shape, scale }: { shape: string; scale: number }, random: () => number): number {
  if (shape === 'exponential') return -Math.log(1 - random()) * scale;
  if (shape === 'far-tail') return random() < 0.05 ? 1e9 * random() : scale * random();
  if (shape === 'whole') return Math.floor(random() * scale);
  return scale;
}

/** Uniform on [0, 1), the same for a seed everywhere. */
function lehmer(seed: number): () => number {
  let state = (Math.abs(seed) % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return (state - 1) / 2147483646;
  };
}

describe('the event queue', () => {
  it('gives events back by time, then kind, then the order they were pushed, like a sorted array', () => {
    // Few distinct times, so that ties are common; pops in between, so that the heap is never just sorted once.
    const action = fc.oneof(
      { weight: 3, arbitrary: fc.record({ timeMs: fc.nat(5), kind: fc.constantFrom(...KINDS) }) },
      { weight: 1, arbitrary: fc.constant('pop' as const) },
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 400 }), (actions) => {
        const queue = new EventQueue(1e6);
        const model: { timeMs: number; kind: number; pushed: number }[] = [];
        let pushed = 0;
        const popBoth = () => {
          model.sort((a, b) => a.timeMs - b.timeMs || a.kind - b.kind || a.pushed - b.pushed);
          const next = model.shift();
          if (next === undefined) return;
          expect(queue.nextTimeMs()).toBe(next.timeMs);
          queue.pop();
          expect({ kind: queue.kind, pushed: queue.first, second: queue.second }).toEqual({
            kind: next.kind,
            pushed: next.pushed,
            second: next.pushed + 1000,
          });
        };
        for (const step of actions) {
          if (step === 'pop') popBoth();
          else {
            queue.push(step.timeMs, step.kind, pushed, pushed + 1000);
            model.push({ ...step, pushed: pushed++ });
          }
        }
        while (model.length > 0) popBoth();
        expect(queue.length).toBe(0);
        expect(queue.nextTimeMs()).toBe(Number.POSITIVE_INFINITY);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it.each([1e6, 1e3])(
    'does so for thousands of events under way, however their times are spread, in a run of %d jobs',
    (jobs) => {
      const delay = fc.oneof(
        fc.record({ shape: fc.constant('exponential'), scale: fc.constantFrom(1, 1000, 1e6) }),
        // Most are near, a few are days away: the year ends long before them.
        fc.record({ shape: fc.constant('far-tail'), scale: fc.constantFrom(10, 1e4) }),
        // All of one moment: no day is short enough for them.
        fc.record({ shape: fc.constant('one-moment'), scale: fc.constantFrom(1, 1e5) }),
        fc.record({ shape: fc.constant('whole'), scale: fc.constantFrom(3, 300) }),
      );
      // Each phase holds another number of events under way, so that years are laid out for few and for many.
      const phase = fc.record({
        delay,
        level: fc.constantFrom(0, 5, 30, 200, 3000),
        turns: fc.constantFrom(50, 500, 2000),
      });
      fc.assert(
        fc.property(fc.array(phase, { minLength: 1, maxLength: 6 }), fc.integer(), (phases, seed) => {
          const both = new QueueAndModel(jobs);
          const random = lehmer(seed);
          for (const { delay: drawn, level, turns } of phases) {
            for (let turn = 0; turn < turns; turn++) {
              while (both.length < level) both.push(delayMs(drawn, random), KINDS[Math.floor(random() * KINDS.length)]);
              both.pop();
              while (both.length > level) both.pop();
            }
          }
          while (both.length > 0) both.pop();
        }),
        { seed: 1, numRuns: 60 },
      );
    },
  );

  it.each([
    ['heap', 100],
    ['calendar', 1e6],
  ])('gives back last what happens at Infinity, with a %s', (_, jobs) => {
    const queue = new EventQueue(jobs);
    for (let event = 0; event < 40; event++)
      queue.push(event % 2 === 0 ? Number.POSITIVE_INFINITY : 1000 - event, EVENT.idleCheck - (event % 3), event, 0);
    const order = Array.from({ length: 40 }, () => {
      queue.pop();
      return queue.first;
    });
    const finite = Array.from({ length: 20 }, (__, place) => 39 - 2 * place);
    // By kind, which falls with the remainder by three, then as they were pushed.
    const infinite = [2, 1, 0].flatMap((remainder) =>
      Array.from({ length: 40 }, (__, event) => event).filter((event) => event % 2 === 0 && event % 3 === remainder),
    );
    expect(order).toEqual([...finite, ...infinite]);
  });

  it('knows whether its next event runs before a dispatch of the same moment', () => {
    const queue = new EventQueue(1e6);
    queue.push(7, EVENT.idleCheck, 0, 0);
    expect(queue.nextIsBefore(EVENT.dispatch)).toBe(false);
    queue.push(7, EVENT.jobRunnable, 0, 0);
    expect(queue.nextIsBefore(EVENT.dispatch)).toBe(true);
  });

  /** Holds so many events under way for 20,000 turns, each pushed up to minutes ahead: `pop` says what the event was about. */
  function steadyQueue(events: number) {
    const queue = new EventQueue(1e6);
    const random = lehmer(5);
    let pushed = 0;
    let nowMs = 0;
    const pop = () => {
      nowMs = queue.nextTimeMs();
      queue.pop();
      return queue.first;
    };
    const turn = () => {
      if (queue.length === events) pop();
      queue.push(nowMs - Math.log(1 - random()) * 60_000, EVENT.jobEnd, pushed++, 0);
    };
    for (let turns = 0; turns < 20_000; turns++) turn();
    return { queue, pop, turn };
  }

  it('tells what the events of the next days are about, once it has read them', () => {
    const { queue, pop, turn } = steadyQueue(6000);
    const list = new Int32Array(200);
    queue.soon(list);
    while (!queue.hasSoon) turn();
    const told = [...list.subarray(0, queue.soon(list))].sort();
    expect(queue.hasSoon).toBe(false);
    // 31 days of about two events each: the first of 32 has just begun.
    expect(told.length).toBeGreaterThan(31);
    expect(told.length).toBeLessThan(128);
    const following = Array.from({ length: told.length + 20 }, pop);
    // What comes before them is of the day that has begun, which is no longer in its list.
    const first = following.findIndex((number) => told.includes(number));
    expect(first).toBeLessThan(10);
    expect(following.slice(first, first + told.length).sort()).toEqual(told);
  });

  it('tells of no more events than there is room for', () => {
    const { queue, turn } = steadyQueue(6000);
    while (!queue.hasSoon) turn();
    expect(queue.soon(new Int32Array(5))).toBe(5);
  });

  it('reads nothing ahead while all that is known of its events is near', () => {
    expect(steadyQueue(6000).queue.hasSoon).toBe(true);
    expect(steadyQueue(4000).queue.hasSoon).toBe(false);
  });
});
