/** Takes a change plan back: waits until nothing it touched is changing, plans the way back, and has apply.ts walk it. */
import { fail, type Result } from '../models/problem.ts';
import type { Clock } from './apply/clock.ts';
import type { ApplyOutcome } from './apply/outcome.ts';
import { readForPlan } from './apply/read-for-plan.ts';
import { otherAccount } from './apply/staleness.ts';
import { type ApplyPorts, applyPlan, pacedFor } from './apply.ts';
import type { BatchReader } from './batch-api.ts';
import type { ChangePlan } from './change-plan.ts';
import { jobsByEnvironment } from './jobs-by-environment.ts';
import { type JournalEvent, MemoryJournal } from './journal.ts';
import type { LiveAccount } from './live-account.ts';
import { revisionsOfPlan } from './live-lookup.ts';
import { inScope } from './plan/account-scope.ts';
import { scopeOf } from './plan/plan-scope.ts';
import { planRestore } from './plan/restore-plan.ts';
import { TIMEOUT_SECONDS } from './plan/step-list.ts';

const POLL_MS = 10_000;

export interface RollbackPorts {
  readonly reader: BatchReader;
  readonly clock: Clock;
  /** Counts the jobs that the way back touches, for the person who approves it. */
  readonly countsJobs?: boolean;
  readonly onWaiting?: (what: string) => void;
  readonly isInterrupted?: () => boolean;
}

/** The plan that leads back, from the account as it is now. Rejects with the reader's error. */
export async function planRollback(plan: ChangePlan, ports: RollbackPorts): Promise<Result<ChangePlan>> {
  const reader = pacedFor(ports.reader, ports.clock, plan.id);
  const live = await settled(plan, reader, ports);
  if (!('region' in live)) return live;
  // In another account everything recorded would be missing, and would be made there.
  const problems = otherAccount(plan.accountId ?? live.accountId, live);
  if (problems.length > 0) return fail(...problems);
  const revisions = [];
  for (const step of plan.steps) {
    if (step.action === 'write' && step.operation === 'RegisterJobDefinition')
      revisions.push(...(await revisionsOfPlan(reader, step.resource.name, plan.id)));
  }
  const jobs = ports.countsJobs === true ? await jobsByEnvironment(reader, live, scopeOf(plan)) : undefined;
  return planRestore({ plan, live, revisions, ...(jobs !== undefined && { jobs }) });
}

/** AWS refuses changes of what is being changed; a crash may have left something so. */
async function settled(
  plan: ChangePlan,
  reader: BatchReader,
  ports: RollbackPorts,
): Promise<LiveAccount | Result<never>> {
  const end = ports.clock.nowMs() + TIMEOUT_SECONDS.infrastructure * 1000;
  for (;;) {
    const live = await readForPlan(reader, plan);
    const { computeEnvironments, jobQueues } = inScope(live, scopeOf(plan));
    const moving = [
      ...computeEnvironments.map((each) => ({ name: each.computeEnvironmentName, status: each.status })),
      ...jobQueues.map((each) => ({ name: each.jobQueueName, status: each.status })),
    ].find(({ status }) => status !== 'VALID' && status !== 'INVALID');
    if (moving === undefined) return live;
    const message = `${moving.name} is ${moving.status}`;
    if (ports.clock.nowMs() >= end || ports.isInterrupted?.() === true)
      return fail({ path: '', message: `${message}, so the way back cannot be planned yet`, hint: 'try again later' });
    ports.onWaiting?.(message);
    await ports.clock.sleep(POLL_MS);
  }
}

/**
 * Walks the way back. The plan's own journal notes it first, so that `apply` never goes on with a plan that is half taken
 * back. After a crash the way back is planned anew from wherever the account is.
 */
export async function rollBack(plan: ChangePlan, wayBack: ChangePlan, ports: ApplyPorts): Promise<ApplyOutcome> {
  const note = (event: JournalEvent) =>
    ports.journal.append({ ...event, plan: plan.id, at: new Date(ports.clock.nowMs()).toISOString() });
  note({ event: 'rollback' });
  const outcome = await applyPlan(wayBack, { ...ports, journal: new MemoryJournal() });
  if (outcome.kind === 'applied') note({ event: 'rolled-back' });
  return onTheWayBack(outcome);
}

/** Apply refuses a plan that is half taken back, so its own hints would lead nowhere. */
function onTheWayBack(outcome: ApplyOutcome): ApplyOutcome {
  const hint = 'mend the cause and run the rollback again: it is planned anew from where the account is then';
  if (outcome.kind === 'stale') return { ...outcome, problems: outcome.problems.map((each) => ({ ...each, hint })) };
  return outcome.kind === 'stopped' ? { ...outcome, problem: { ...outcome.problem, hint } } : outcome;
}
