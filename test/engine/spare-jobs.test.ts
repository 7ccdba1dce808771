import { describe, expect, it } from 'vitest';
import * as JOB from '../../src/engine/job-state-numbers.ts';
import { giveBackJobs, takeJobs } from '../../src/engine/spare-jobs.ts';

describe('rows of jobs that serve one run after the other', () => {
  it('are taken over by a run of as many jobs, with nothing left in them', () => {
    const first = takeJobs(3);
    first.setState(2, JOB.failed);
    first.setNext(2, 1);
    first.times[4] = 7;
    giveBackJobs(first);
    const second = takeJobs(3);
    expect(second).toBe(first);
    expect([...second.times, ...second.words].every((value) => value === 0)).toBe(true);
  });

  it('are never those of two runs at a time', () => {
    giveBackJobs(takeJobs(3));
    const [one, other] = [takeJobs(3), takeJobs(3)];
    expect(one).not.toBe(other);
    one.setState(0, JOB.running);
    expect(other.stateOf(0)).toBe(JOB.submitted);
  });

  it('are not taken over by a run of fewer or more', () => {
    giveBackJobs(takeJobs(3));
    expect(takeJobs(4).count).toBe(4);
    giveBackJobs(takeJobs(4));
    expect(takeJobs(2).count).toBe(2);
  });
});
