/** Jobs leave a waiting line from any place: what remains is in order, and those in front of the leaver are not looked at. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairShareLine } from '../../src/engine/fair-share-line.ts';
import * as JOB from '../../src/engine/job-state-numbers.ts';
import * as WORD from '../../src/engine/job-words.ts';
import { Jobs, NO_JOB, standing, WORDS } from '../../src/engine/jobs.ts';
import type { Line } from '../../src/engine/line.ts';
import { WaitingLine } from '../../src/engine/waiting.ts';

const POLICY = { windowMs: 600_000, computeReservation: 0, maxVcpus: 100 };

function fairLine(jobs: Jobs): Line {
  const policy = { ...POLICY, shares: [{ identifier: 'only', weightFactor: 1, prefixRule: -1 }] };
  return new FairShareLine(jobs, policy, { share: () => 0, priority: () => 0 });
}

const LINES: readonly [string, (jobs: Jobs) => Line][] = [
  ['first in, first out', (jobs) => new WaitingLine(jobs)],
  ['fair share, one share', fairLine],
];

/** Counts how often somebody asks for a neighbour. */
class WatchedJobs extends Jobs {
  looks = 0;

  override nextOf(job: number): number {
    this.looks++;
    return super.nextOf(job);
  }

  override beforeOf(job: number): number {
    this.looks++;
    return super.beforeOf(job);
  }
}

function inOrder(line: Line): number[] {
  const found: number[] = [];
  for (let job = line.head; job !== NO_JOB; job = line.after(job)) found.push(job);
  return found;
}

describe.each(LINES)('a line (%s)', (_, open) => {
  it('keeps its order whoever joins, returns to the front or leaves from any place', () => {
    const step = fc.record({ what: fc.constantFrom('join', 'join', 'return', 'leave'), which: fc.nat(1000) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const jobs = new Jobs(steps.length);
        const line = open(jobs);
        let model: number[] = [];
        const gone: number[] = [];
        let joined = 0;
        for (const { what, which } of steps) {
          if (what === 'join') {
            line.push(joined, 1);
            model.push(joined++);
          } else if (what === 'return' && gone.length > 0) {
            const job = gone.splice(which % gone.length, 1)[0] as number;
            line.pushFront(job, 1);
            model = [job, ...model];
          } else if (what === 'leave' && model.length > 0) {
            const job = model[which % model.length] as number;
            line.remove(job, 1);
            model = model.filter((other) => other !== job);
            gone.push(job);
          }
          expect(inOrder(line)).toEqual(model);
          expect([line.length, line.vcpus]).toEqual([model.length, model.length]);
        }
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('is left from the end, time after time, without a walk along it', () => {
    const jobs = new WatchedJobs(1000);
    const line = open(jobs);
    for (let job = 0; job < jobs.count; job++) line.push(job, 1);
    jobs.looks = 0;
    for (let job = jobs.count - 1; job >= 0; job--) line.remove(job, 1);
    expect(line.head).toBe(NO_JOB);
    // Its two neighbours each; a walk along those in front would be 500 a job.
    expect(jobs.looks).toBeLessThanOrEqual(2 * jobs.count);
  });
});

/** A job behind all that are ahead of it, found by looking at one after the other. */
function placedSlowly(model: readonly number[], job: number, wasTried: ReadonlySet<number>): number[] {
  const isBehind = (waiting: number) => waiting > job && !wasTried.has(waiting);
  const at = model.findIndex(isBehind);
  return at < 0 ? [...model, job] : [...model.slice(0, at), job, ...model.slice(at)];
}

/** So many priorities of one share, in blocks of rows, so that the highest come neither first nor last. */
function prioritiesOf(count: number): (jobs: Jobs) => Line {
  const policy = { ...POLICY, shares: [{ identifier: 'only', weightFactor: 1, prefixRule: -1 }] };
  return (jobs) => new FairShareLine(jobs, policy, { share: () => 0, priority: (job) => (job >> 4) % count });
}

/** A line, and the list of a job in it: jobs of higher lists come first. */
const LATE_LINES: readonly [string, (jobs: Jobs) => Line, (job: number) => number][] = [
  ['first in, first out', (jobs) => new WaitingLine(jobs), () => 0],
  ['fair share, one share', fairLine, () => 0],
  ['fair share, three priorities', prioritiesOf(3), (job) => (job >> 4) % 3],
  ['fair share, forty priorities', prioritiesOf(40), (job) => (job >> 4) % 40],
];

describe.each(LATE_LINES)('a line with late jobs (%s)', (_, open, listOf) => {
  it('has them in their place by submission, behind all retried ones, whoever joins and leaves meanwhile', () => {
    // Rows of three levels of 32, and many neighbours.
    const row = fc.oneof(fc.nat(1100), fc.nat(99), fc.nat(4000));
    const step = fc.record({ what: fc.constantFrom('join', 'join', 'retry', 'leave'), which: row });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const jobs = new Jobs(4001);
        const line = open(jobs);
        const wasTried = new Set<number>();
        const lists: number[][] = Array.from({ length: 40 }, () => []);
        for (const { what, which } of steps) {
          const all = lists.flat();
          const waiting = all[which % all.length] as number;
          const list = listOf(what === 'join' ? which : (waiting ?? 0));
          if (what === 'join') {
            if (all.includes(which) || wasTried.has(which)) continue;
            line.push(which, 1);
            lists[list] = placedSlowly(lists[list] as number[], which, wasTried);
          } else if (all.length > 0) {
            line.remove(waiting, 1);
            lists[list] = (lists[list] as number[]).filter((job) => job !== waiting);
            if (what === 'leave') continue;
            jobs.words[waiting * WORDS + WORD.standing] = standing(JOB.submitted, 1);
            wasTried.add(waiting);
            line.pushFront(waiting, 1);
            lists[list] = [waiting, ...(lists[list] as number[])];
          }
          expect(inOrder(line)).toEqual([...lists].reverse().flat());
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('takes 30,000 in the worst order without a walk along those that wait', () => {
    const jobs = new WatchedJobs(30_000);
    const line = open(jobs);
    // The rows in the order 0, 10007, 20014, 21, ...: 10007 has no divisor in common with 30,000.
    for (let turn = 0; turn < jobs.count; turn++) line.push((turn * 10_007) % jobs.count, 1);
    const { looks } = jobs;
    const inOrderOfRows = Array.from({ length: jobs.count }, (_, job) => job);
    const lists = Array.from({ length: 40 }, (_, list) => inOrderOfRows.filter((job) => listOf(job) === list));
    expect(inOrder(line)).toEqual(lists.reverse().flat());
    // One neighbour each; a walk is a third of those that wait, 10^8 in all.
    expect(looks).toBeLessThanOrEqual(2 * jobs.count);
  });
});

describe('a first-in-first-out line', () => {
  it('takes late jobs between others, which then leave in any order', () => {
    const late = fc.uniqueArray(fc.nat(39), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(late, fc.array(fc.nat(1000)), (rows, leavers) => {
        const line = new WaitingLine(new Jobs(40));
        for (const job of rows) line.push(job, 1);
        let model = [...rows].sort((left, right) => left - right);
        for (const which of leavers.slice(0, model.length)) {
          const job = model[which % model.length] as number;
          line.remove(job, 1);
          model = model.filter((other) => other !== job);
          expect(inOrder(line)).toEqual(model);
        }
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
