/** `apply`: carries out a change plan, exactly it, resumable at any point. */
import type { ChangePlan } from '../../aws/change-plan.ts';
import type { Journal } from '../../aws/journal.ts';
import { renderChangePlan } from '../../report/change-plan-text.ts';
import { clockOf } from '../account-clock.ts';
import { journalAsRead, stepTeller, tellLeftOver, toldOutcome, withJournal, withPlanFile } from '../apply-run.ts';
import { withAwsFailures } from '../aws-failure.ts';
import { readChangePlan } from '../change-file.ts';
import { isConfirmed } from '../confirm.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { capProblems } from '../spending-caps.ts';

export interface ApplyFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly maxVcpus?: number;
  readonly maxUsdPerHour?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function applyVerb(context: CliContext, file: string, flags: ApplyFlags): Promise<ExitCode> {
  const plan = await readChangePlan(context, file);
  const problems = capProblems(plan, flags);
  if (problems.length > 0) throw new Failure(EXIT.thresholdFailed, problems);
  if (flags.dryRun === true) return dryRun(context, file, plan, flags);
  return withJournal(context, file, plan, (journal) => run(context, file, { plan, journal, flags }));
}

/** Whether it would still be carried out, and what would be done. */
async function dryRun(context: CliContext, file: string, plan: ChangePlan, { json }: ApplyFlags): Promise<ExitCode> {
  const { entries } = journalAsRead(context, file, plan);
  const events = new Set(entries.map(({ event }) => event));
  const isOver = events.has('rollback') ? 'taken-back' : events.has('end') ? 'already-applied' : undefined;
  if (isOver !== undefined)
    return toldOutcome(context, { kind: isOver }, { asJson: json === true, done: '', verb: 'apply', file });
  const [{ resumptionProblems, staleness }, { readForPlan }, { sdkBatchReader }, { pacedFor }] = await Promise.all([
    import('../../aws/apply/staleness.ts'),
    import('../../aws/apply/read-for-plan.ts'),
    import('../../aws/sdk-batch.ts'),
    import('../../aws/apply.ts'),
  ]);
  const reader = pacedFor(sdkBatchReader({ region: plan.region }), clockOf(context), plan.id);
  const live = await withAwsFailures(context, () => readForPlan(reader, plan, context.interruption));
  const problems = events.has('intend') ? resumptionProblems(plan, live, entries) : staleness(plan, live);
  if (problems.length > 0)
    throw new Failure(
      EXIT.awsRefused,
      problems.map((problem) => withPlanFile(problem, file)),
    );
  context.writeOut(renderChangePlan(plan));
  const done = entries.filter(({ event }) => event === 'done').length;
  const soFar = events.has('intend') ? `; of ${plan.steps.length} steps ${done} are done already` : '';
  context.writeError(`note: a dry run; nothing was changed${soFar}\n`);
  return EXIT.ok;
}

interface ApplyRun {
  readonly plan: ChangePlan;
  readonly journal: Journal;
  readonly flags: ApplyFlags;
}

async function run(context: CliContext, file: string, { plan, journal, flags }: ApplyRun): Promise<ExitCode> {
  const isResumed = journal.entries.some(({ event }) => event === 'intend');
  const isOver =
    plan.steps.length === 0 || journal.entries.some(({ event }) => event === 'end' || event === 'rollback');
  if (!isOver && flags.yes !== true) context.writeError(renderChangePlan(plan));
  const question = `${isResumed ? 'Go on with' : 'Make'} these changes in ${plan.region}${place(plan)}?`;
  if (!isOver && !(await isConfirmed(context, question, flags.yes === true))) {
    context.writeError('nothing was changed\n');
    return EXIT.interrupted;
  }
  const [{ applyPlan, pacedFor, sdkBatchWriter }, { sdkBatchReader }, { leftOver }] = await Promise.all([
    import('../../aws/apply.ts'),
    import('../../aws/sdk-batch.ts'),
    import('../../aws/left-over.ts'),
  ]);
  const reader = sdkBatchReader({ region: plan.region });
  const outcome = await applyPlan(plan, {
    reader,
    writer: sdkBatchWriter(plan.region),
    clock: clockOf(context),
    journal,
    isInterrupted: context.isInterrupted,
    onEvent: stepTeller(context, plan, flags.quiet === true),
  });
  const paced = pacedFor(reader, clockOf(context), plan.id);
  const find = () => leftOver(plan, paced, context.interruption);
  await tellLeftOver(context, outcome, find, 'batchwright plan with the same configuration');
  return toldOutcome(context, outcome, {
    asJson: flags.json === true,
    done: `applied ${plan.id}`,
    verb: 'apply',
    file,
  });
}

export function place({ accountId }: ChangePlan): string {
  return accountId === undefined ? '' : `, account ${accountId}`;
}
