import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT, EventQueue } from '../../src/engine/event-queue.ts';

const KINDS = [EVENT.jobEnd, EVENT.reclaim, EVENT.instanceReady, EVENT.jobRunnable, EVENT.scaleOut, EVENT.idleCheck];

describe('the event queue', () => {
  it('gives events back by time, then kind, then the order they were pushed, like a sorted array', () => {
    // Few distinct times, so that ties are common; pops in between, so that the heap is never just sorted once.
    const action = fc.oneof(
      { weight: 3, arbitrary: fc.record({ timeMs: fc.nat(5), kind: fc.constantFrom(...KINDS) }) },
      { weight: 1, arbitrary: fc.constant('pop' as const) },
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 400 }), (actions) => {
        const queue = new EventQueue(4);
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

  it('knows whether its next event runs before a dispatch of the same moment', () => {
    const queue = new EventQueue();
    queue.push(7, EVENT.idleCheck, 0, 0);
    expect(queue.nextIsBefore(EVENT.dispatch)).toBe(false);
    queue.push(7, EVENT.jobRunnable, 0, 0);
    expect(queue.nextIsBefore(EVENT.dispatch)).toBe(true);
  });
});
