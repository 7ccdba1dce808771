/** The engine's fair-share line, which reads few shares, against one that reads them all: the same next job, always. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FairShare, FairShareLine, type ShareOfJob } from '../../src/engine/fair-share-line.ts';
import { Jobs, NO_JOB } from '../../src/engine/jobs.ts';
import type { Line } from '../../src/engine/line.ts';
import { ScannedShareLine } from '../support/scanned-share-line.ts';

const JOBS = 400;

interface RandomJob {
  readonly share: number;
  readonly priority: number;
  readonly vcpus: number;
}

type Step =
  | { readonly kind: 'wait'; readonly elapsedMs: number }
  /** `elapsedBuckets` full buckets later, to the millisecond: where buckets and windows end. */
  | { readonly kind: 'wait for buckets'; readonly buckets: number }
  | { readonly kind: 'submit'; readonly count: number }
  | { readonly kind: 'start'; readonly count: number }
  | { readonly kind: 'end'; readonly which: number; readonly count: number; readonly retries: boolean }
  | { readonly kind: 'cancel'; readonly which: number }
  | { readonly kind: 'look ahead'; readonly count: number };

/** Few figures, so that shares are tied often. */
const weightFactor = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(1, 1, 1, 2, 0.5, 0.125) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0.0001, 999, 0.3) },
);

const policy: fc.Arbitrary<FairShare> = fc
  .record({
    // Buckets of whole milliseconds and of thirds of one.
    windowMs: fc.constantFrom(600_000, 600_000, 601_000, 1_000_000, 3_600_000),
    computeReservation: fc.constantFrom(0, 0, 0.5, 0.99),
    maxVcpus: fc.constantFrom(8, 64, 1000),
    rules: fc.array(weightFactor, { maxLength: 2 }),
    shares: fc.array(fc.record({ weightFactor, rule: fc.integer({ min: -3, max: 1 }) }), {
      minLength: 1,
      maxLength: 40,
    }),
  })
  .map(({ rules, shares, ...rest }) => ({
    ...rest,
    shares: shares.map((share, index) => {
      const prefixRule = share.rule < rules.length ? Math.max(-1, share.rule) : -1;
      const weight = rules[prefixRule] ?? share.weightFactor;
      return { identifier: `s${String(index).padStart(2, '0')}`, weightFactor: weight, prefixRule };
    }),
  }));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('wait' as const), elapsedMs: elapsed() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wait for buckets' as const),
      buckets: fc.constantFrom(1, 2, 29, 30, 31, 32, 70),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('submit' as const), count: fc.constantFrom(1, 1, 2, 10) }) },
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('start' as const), count: fc.constantFrom(0, 1, 1, 2, 5) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      which: fc.nat(100),
      count: fc.constantFrom(1, 1, 3),
      retries: fc.nat(5).map((draw) => draw === 0),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(100) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('look ahead' as const), count: fc.constantFrom(3, 100) }) },
);

function elapsed(): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(0, 500, 1000, 1000, 5000, 20_000, 60_000) },
    { weight: 3, arbitrary: fc.nat(2500) },
    { weight: 1, arbitrary: fc.nat(100_000) },
    { weight: 1, arbitrary: fc.nat(1_400_000) },
  );
}

const randomJob: fc.Arbitrary<RandomJob> = fc.record({
  share: fc.nat(1000),
  priority: fc.constantFrom(0, 0, 0, 5, 9),
  vcpus: fc.constantFrom(1, 1, 1, 2, 4, 16),
});

/** Quarters are for Fargate; what no number of 53 bits holds exactly is in no account, but in traces. */
const vcpuUnit = fc.constantFrom(1, 1, 1, 0.25, 0.1);

/** Does the same to both lines and looks at both after every step. */
class Pair {
  private nowMs = 0;
  private next = 0;
  private readonly waiting: number[] = [];
  private readonly running: number[] = [];
  private readonly scanned: ScannedShareLine;
  private readonly engine: FairShareLine;
  /** How often some share other than the least by name was next. */
  decisions = 0;

  constructor(
    private readonly policy: FairShare,
    private readonly jobs: readonly RandomJob[],
    private readonly vcpuUnit: number,
  ) {
    const ofJob: ShareOfJob = {
      share: (job) => this.job(job).share % policy.shares.length,
      priority: (job) => this.job(job).priority,
    };
    this.scanned = new ScannedShareLine(policy, ofJob);
    this.engine = new FairShareLine(new Jobs(JOBS), policy, ofJob);
  }

  private job(row: number): RandomJob {
    const job = this.jobs[row % this.jobs.length];
    if (job === undefined) throw new Error('no jobs');
    return job;
  }

  private vcpus(job: number): number {
    return this.job(job).vcpus * this.vcpuUnit;
  }

  private both(act: (line: Line) => void): void {
    act(this.scanned);
    act(this.engine);
    this.compare();
  }

  take(step: Step): void {
    if (step.kind === 'wait') this.nowMs += step.elapsedMs;
    else if (step.kind === 'wait for buckets') {
      const bucketMs = this.policy.windowMs / 30;
      this.nowMs = Math.ceil((Math.floor(this.nowMs / bucketMs) + step.buckets) * bucketMs);
    } else if (step.kind === 'submit') this.submit(step.count);
    else if (step.kind === 'start') this.start(step.count);
    else if (step.kind === 'end') this.end(step);
    else if (step.kind === 'cancel') this.cancel(step.which);
    else this.lookAhead(step.count);
  }

  private submit(count: number): void {
    for (let left = count; left > 0 && this.next < JOBS; left--) {
      const job = this.next++;
      this.waiting.push(job);
      this.both((line) => line.push(job, this.vcpus(job)));
    }
  }

  private start(count: number): void {
    if (this.scanned.head === NO_JOB) return;
    this.both((line) => line.refresh(this.nowMs));
    for (let left = count; left > 0 && this.scanned.head !== NO_JOB; left--) {
      const job = this.scanned.head;
      if (this.scanned.inOrder().length > 1) this.decisions++;
      this.both((line) => line.remove(job, NO_JOB, this.vcpus(job)));
      this.both((line) => line.onStart(job, this.vcpus(job), this.nowMs));
      this.waiting.splice(this.waiting.indexOf(job), 1);
      this.running.push(job);
    }
    this.both((line) => {
      line.isBlocked = line.head !== NO_JOB;
    });
  }

  private end({ which, count, retries }: Step & { readonly kind: 'end' }): void {
    for (let left = count; left > 0 && this.running.length > 0; left--) {
      const [job = NO_JOB] = this.running.splice(which % this.running.length, 1);
      this.both((line) => line.onEnd(job, this.vcpus(job), this.nowMs));
      if (!retries) continue;
      this.waiting.push(job);
      this.both((line) => line.pushFront(job, this.vcpus(job)));
    }
  }

  private cancel(which: number): void {
    if (this.waiting.length === 0) return;
    const [job = NO_JOB] = this.waiting.splice(which % this.waiting.length, 1);
    this.both((line) => line.withdraw(job, this.vcpus(job)));
  }

  private lookAhead(count: number): void {
    const walk = (line: Line) => {
      const seen: number[] = [];
      for (let job = line.head; job !== NO_JOB && seen.length < count; job = line.after(job)) seen.push(job);
      return seen;
    };
    expect(walk(this.engine)).toEqual(walk(this.scanned));
    this.compare();
  }

  /** The values of the next share are the same to the last bit, or ties would be decided otherwise one day. */
  private compareValues(): void {
    if (this.scanned.head === NO_JOB) return;
    const share = this.job(this.scanned.head).share % this.policy.shares.length;
    const { order } = this.engine as unknown as { readonly order: { readonly values: Float64Array } };
    expect(order.values[share]).toBe(this.scanned.values[share]);
  }

  private compare(): void {
    this.compareValues();
    const seen = ({ head, length, vcpus, isBlocked }: Line) => [head, length, vcpus, isBlocked];
    expect([...seen(this.engine), this.engine.allowanceVcpus()]).toEqual([
      ...seen(this.scanned),
      this.scanned.allowanceVcpus(),
    ]);
  }
}

describe('a fair-share line that reads only the shares that may be next', () => {
  it('has the job next, and behind it, that a scan of all shares finds, ties included', () => {
    let decisions = 0;
    fc.assert(
      fc.property(
        policy,
        fc.array(randomJob, { minLength: 1, maxLength: 60 }),
        vcpuUnit,
        fc.array(step, { minLength: 10, maxLength: 150, size: 'max' }),
        (shares, jobs, unit, steps) => {
          const pair = new Pair(shares, jobs, unit);
          for (const one of steps) pair.take(one);
          decisions += pair.decisions;
        },
      ),
      { seed: 11, numRuns: 3000 },
    );
    expect(decisions).toBeGreaterThan(3000);
  }, 600_000);
});
