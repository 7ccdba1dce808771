/** How attempts of the reference scheduler fail by themselves, and whether they are tried again: one entry after the other, as written. */
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { OwnFailure, OwnFailureEnd } from '../../src/models/own-failures.ts';
import type { Workload } from '../../src/models/workload.ts';
import { must } from './reference-fleet.ts';

/** The recorded failure after so many; undefined when the attempt succeeds. */
export function ownFailureOf({ ownFailures }: Workload, job: number, failed: number): OwnFailure | undefined {
  if (ownFailures === undefined) return undefined;
  const { jobs, ends, isForGood, runMs, kind, kinds } = ownFailures;
  const place = jobs.indexOf(job);
  if (place < 0) return undefined;
  const all = [...runMs.keys()].filter(
    (index) => index < must(ends[place]) && (place === 0 || index >= must(ends[place - 1])),
  );
  const index = all[failed] ?? (isForGood[place] === 1 ? all.at(-1) : undefined);
  return index === undefined ? undefined : { runMs: must(runMs[index]), ...must(kinds[must(kind[index])]) };
}

/** What the default retry strategy says of an attempt that ended like this, while attempts remain. */
export function isTriedAgain({ defaultRetryStrategy }: BatchConfig, end: OwnFailureEnd): boolean {
  const { exitCode = '', reason = '', statusReason = 'Essential container in task exited' } = end;
  for (const entry of defaultRetryStrategy?.evaluateOnExit ?? []) {
    const pairs = [
      [entry.onExitCode, String(exitCode)],
      [entry.onReason, reason],
      [entry.onStatusReason, statusReason],
    ] as const;
    const isMatch = pairs.every(([pattern = '*', text]) =>
      pattern.endsWith('*') ? text.indexOf(pattern.slice(0, -1)) === 0 : pattern === text,
    );
    if (isMatch) return /^retry$/i.test(entry.action);
  }
  return true;
}
