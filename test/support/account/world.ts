/** An in-memory account with the planner and apply around it: what the account tests have in common. */
import { expect } from 'vitest';
import type { ApplyOutcome } from '../../../src/aws/apply/outcome.ts';
import { type ApplyPorts, applyPlan, pacedFor } from '../../../src/aws/apply.ts';
import type { ChangePlan } from '../../../src/aws/change-plan.ts';
import { type Journal, MemoryJournal } from '../../../src/aws/journal.ts';
import type { LiveAccount } from '../../../src/aws/live-account.ts';
import { type PlanInputs, planChanges } from '../../../src/aws/plan/plan-changes.ts';
import { readLiveAccount } from '../../../src/aws/read-account.ts';
import { planRollback, rollBack } from '../../../src/aws/rollback.ts';
import type { BatchConfig } from '../../../src/models/batch-config.ts';
import { formatProblem } from '../../../src/models/problem.ts';
import type { MemoryAccount } from './memory-account.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What every test of the account needs, whether it is in memory or behind HTTP. */
export interface AccountPorts extends Pick<ApplyPorts, 'reader' | 'writer'> {
  readonly clock: Pick<VirtualClock, 'nowMs' | 'sleep'>;
  readonly region: string;
}

export function portsOf(account: MemoryAccount): AccountPorts {
  return { reader: account, writer: account, clock: account.clock, region: 'eu-west-1' };
}

export function readAll({ reader, clock, region }: AccountPorts): Promise<LiveAccount> {
  return readLiveAccount(pacedFor(reader, clock, 'test'), { region });
}

/** The plan, or a failed test that says why there is none. */
export async function planned(
  ports: AccountPorts,
  wanted: BatchConfig,
  options: Partial<PlanInputs> = {},
): Promise<ChangePlan> {
  const plan = planChanges({ live: await readAll(ports), wanted, ...options });
  if (!plan.ok) throw new Error(plan.problems.map(formatProblem).join('\n'));
  return plan.value;
}

export async function problemsOf(
  ports: AccountPorts,
  wanted: BatchConfig,
  options: Partial<PlanInputs> = {},
): Promise<readonly string[]> {
  const plan = planChanges({ live: await readAll(ports), wanted, ...options });
  return plan.ok ? [] : plan.problems.map(formatProblem);
}

export function applied(
  ports: AccountPorts,
  plan: ChangePlan,
  journal: Journal = new MemoryJournal(),
): Promise<ApplyOutcome> {
  return applyPlan(plan, { ...ports, journal });
}

export async function rolledBack(
  ports: AccountPorts,
  plan: ChangePlan,
  journal: Journal = new MemoryJournal(),
): Promise<ApplyOutcome> {
  const wayBack = await planRollback(plan, ports);
  if (!wayBack.ok) throw new Error(wayBack.problems.map(formatProblem).join('\n'));
  return rollBack(plan, wayBack.value, { ...ports, journal });
}

export async function expectApplied(ports: AccountPorts, plan: ChangePlan): Promise<void> {
  const outcome = await applied(ports, plan);
  if (outcome.kind === 'stopped') throw new Error(`${outcome.step?.id}: ${formatProblem(outcome.problem)}`);
  expect(outcome.kind).toBe('applied');
}

/** What the plan does, a line a step: what most tests compare. */
export function stepLines(plan: ChangePlan): readonly string[] {
  return plan.steps.map((step) =>
    step.action === 'write' ? `${step.operation} ${step.resource.name}` : `wait ${step.until} ${step.resource.name}`,
  );
}
