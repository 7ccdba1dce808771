/** Attempts before the one that is replayed: what they took is in nobody's figures, and so is told. */

import { HOST_LOST } from '../models/host-lost.ts';
import { attemptTimesOf, type JobDetail, runTimesOf } from './awsbatch-job.ts';

const HOUR_MS = 3_600_000;

interface Tally {
  attempts: number;
  runMs: number;
}

export class EarlierAttempts {
  readonly #lostHost: Tally = { attempts: 0, runMs: 0 };
  readonly #ownFailure: Tally = { attempts: 0, runMs: 0 };

  /** Takes a job that is replayed. */
  add(detail: JobDetail): void {
    const replayed = runTimesOf(detail);
    for (const attempt of detail.attempts ?? []) {
      const times = attemptTimesOf(attempt);
      if (times === undefined || times.stoppedAt < times.startedAt || times.startedAt === replayed?.startedAt) continue;
      const isLost = [attempt.statusReason, attempt.container?.reason].some((reason) => HOST_LOST.test(reason ?? ''));
      const tally = isLost ? this.#lostHost : this.#ownFailure;
      tally.attempts++;
      tally.runMs += times.stoppedAt - times.startedAt;
    }
  }

  get notes(): readonly string[] {
    const { attempts: own } = this.#ownFailure;
    const { attempts: lost } = this.#lostHost;
    return [
      ...noteOf(
        this.#ownFailure,
        `failed by ${own === 1 ? 'itself' : 'themselves'}`,
        'the figures lack what such attempts cost',
      ),
      ...noteOf(
        this.#lostHost,
        `lost ${lost === 1 ? 'its' : 'their'} instance`,
        'the Spot model loses attempts of its own',
      ),
    ];
  }
}

function noteOf({ attempts, runMs }: Tally, what: string, consequence: string): readonly string[] {
  if (attempts === 0) return [];
  const [which, are] = attempts === 1 ? ['1 earlier attempt', 'is'] : [`${attempts} earlier attempts`, 'are'];
  return [`${which} that ${what}, ${hours(runMs)} in all, ${are} not replayed: ${consequence}`];
}

function hours(runMs: number): string {
  return runMs < HOUR_MS / 10 ? 'less than 0.1 hours' : `${(runMs / HOUR_MS).toFixed(1)} hours`;
}
