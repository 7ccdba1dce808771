/** `plan`: what would have to change in the account for a configuration to be live, and how. Reads only. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ChangePlan } from '../../aws/change-plan.ts';
import { isLocked } from '../../aws/journal.ts';
import { planChanges } from '../../aws/plan/plan-changes.ts';
import type { Problem } from '../../models/problem.ts';
import { renderChangePlan } from '../../report/change-plan-text.ts';
import { canonicalJson } from '../../report/index.ts';
import { printedPlan } from '../../report/printed-plan.ts';
import { clockOf } from '../account-clock.ts';
import { heldPlan } from '../apply-run.ts';
import { withAwsFailures } from '../aws-failure.ts';
import { journalPath } from '../change-file.ts';
import type { CliContext } from '../context.ts';
import { refuseOverwriting } from '../destination.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { Failure, invalidInput, usageFailure } from '../failure.ts';
import { nameOf, refusePrintedPlan, refuseUnwritable, writeAtomically } from '../files.ts';
import { type NetworkFlags, networkOf } from '../network-flags.ts';
import { readWanted, type WantedBatch } from '../wanted-batch.ts';

export interface PlanFlags extends NetworkFlags {
  readonly out?: string;
  readonly region?: string;
  readonly detailedExitcode?: boolean;
  readonly blueGreen?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function planVerb(context: CliContext, file: string, flags: PlanFlags): Promise<ExitCode> {
  refusePrintedPlan(flags.out);
  refuseOverwriting(context, { '--out': flags.out }, [file]);
  if (flags.dryRun !== true) refuseUnwritable(context, flags.out);
  if (flags.dryRun !== true) refuseBegunPlan(context, flags.out);
  const wanted = await readWanted(context, file);
  const region = flags.region ?? wanted.region;
  const { live, jobs } = await withAwsFailures(context, () => readFor(context, wanted, region));
  const planned = planChanges({
    live,
    wanted: wanted.batch,
    network: networkOf(flags),
    prefersBlueGreen: flags.blueGreen === true,
    jobs,
    ...(wanted.effect !== undefined && { effect: wanted.effect }),
  });
  if (!planned.ok) throw invalidInput(...planned.problems.map((problem) => ({ file: nameOf(file), ...problem })));
  const plan = planned.value;
  await refuseWhatTheSdkRefuses(plan);
  context.writeOut(flags.json === true ? canonicalJson(printedPlan(plan)) : renderChangePlan(plan));
  keep(context, plan, flags);
  return plan.changes.length > 0 && flags.detailedExitcode === true ? EXIT.planHasChanges : EXIT.ok;
}

/** Only the plan file knows the way back: another plan in its place would take that away. */
function refuseBegunPlan(context: CliContext, out: string | undefined): void {
  if (out === undefined) return;
  const path = journalPath(resolve(context.cwd, out));
  if (isLocked(path)) throw heldPlan(out, path);
  if (!existsSync(path)) return;
  const message = `--out ${out} is a plan that apply has begun: its journal is beside it, and rollback and verify need both`;
  throw usageFailure(message, `choose another file, or move both away: ${out} and ${journalPath(out)}`);
}

async function readFor(context: CliContext, { batch }: WantedBatch, region: string) {
  const [{ sdkBatchReader }, { pacedFor }, { readLiveAccount }, { jobsByEnvironment }] = await Promise.all([
    import('../../aws/sdk-batch.ts'),
    import('../../aws/apply.ts'),
    import('../../aws/read-account.ts'),
    import('../../aws/jobs-by-environment.ts'),
  ]);
  const reader = pacedFor(sdkBatchReader({ region }), clockOf(context), 'plan');
  const signal = context.interruption;
  const jobDefinitions = (batch.jobDefinitions ?? []).map(({ jobDefinitionName }) => jobDefinitionName);
  const live = await readLiveAccount(reader, { region, jobDefinitions, signal });
  const named = {
    computeEnvironments: new Set(batch.computeEnvironments.map(({ computeEnvironmentName }) => computeEnvironmentName)),
    jobQueues: new Set(batch.jobQueues.map(({ jobQueueName }) => jobQueueName)),
  };
  return { live, jobs: await jobsByEnvironment(reader, live, named, signal) };
}

/** A plan leaves only when the SDK would send every request of it. */
async function refuseWhatTheSdkRefuses({ steps }: ChangePlan): Promise<void> {
  const { checkAgainstSdk } = await import('../../aws/sdk-schema-check.ts');
  const problems: Problem[] = [];
  for (const step of steps) {
    if (step.action === 'write')
      problems.push(...(await checkAgainstSdk(step.operation, step.request, `${step.id} ${step.operation}`)));
  }
  if (problems.length > 0) throw new Failure(EXIT.ourBug, problems);
}

/** A plan without changes too: what apply finds in the file is what the last plan said. */
function keep(context: CliContext, plan: ChangePlan, flags: PlanFlags): void {
  const { out } = flags;
  const hasChanges = plan.changes.length > 0;
  if (out === undefined || flags.dryRun === true) {
    if (hasChanges && flags.quiet !== true)
      context.writeError('note: nothing was kept; --out change.json keeps the plan for apply\n');
    return;
  }
  refuseBegunPlan(context, out);
  writeAtomically(context, out, canonicalJson(plan), 0o600);
  const next = hasChanges ? `next: batchwright apply ${out}` : 'there is nothing to apply';
  if (flags.quiet !== true) context.writeError(`wrote ${out}; ${next}\n`);
}
