/** `rollback`: takes an applied, or half applied, change plan back to the state it recorded. */
import type { ChangePlan } from '../../aws/change-plan.ts';
import type { Journal } from '../../aws/journal.ts';
import { renderChangePlan } from '../../report/change-plan-text.ts';
import { canonicalJson } from '../../report/index.ts';
import { printedPlan } from '../../report/printed-plan.ts';
import { clockOf } from '../account-clock.ts';
import { journalAsRead, stepTeller, tellLeftOver, toldOutcome, withJournal } from '../apply-run.ts';
import { withAwsFailures } from '../aws-failure.ts';
import { readChangePlan } from '../change-file.ts';
import { isConfirmed } from '../confirm.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { place } from './apply.ts';

export interface RollbackFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function rollbackVerb(context: CliContext, file: string, flags: RollbackFlags): Promise<ExitCode> {
  const plan = await readChangePlan(context, file);
  const work = (journal: Journal) => run(context, file, { plan, journal, flags });
  return flags.dryRun === true ? work(journalAsRead(context, file, plan)) : withJournal(context, file, plan, work);
}

interface RollbackRun {
  readonly plan: ChangePlan;
  readonly journal: Journal;
  readonly flags: RollbackFlags;
}

async function run(context: CliContext, file: string, { plan, journal, flags }: RollbackRun): Promise<ExitCode> {
  const [{ planRollback, rollBack }, { sdkBatchWriter }, { sdkBatchReader }, { differencesIn }] = await Promise.all([
    import('../../aws/rollback.ts'),
    import('../../aws/apply.ts'),
    import('../../aws/sdk-batch.ts'),
    import('../../aws/left-over.ts'),
  ]);
  const ports = {
    reader: sdkBatchReader({ region: plan.region }),
    clock: clockOf(context),
    isInterrupted: context.isInterrupted,
    countsJobs: true,
    onWaiting: (what: string) => {
      if (flags.quiet !== true) context.writeError(`waiting: ${what}\n`);
    },
  };
  const wayBack = await withAwsFailures(context, () => planRollback(plan, ports));
  if (!wayBack.ok) throw new Failure(EXIT.awsRefused, wayBack.problems);
  if (wayBack.value.steps.length === 0) return nothingToDo(context, flags);
  if (!journal.entries.some(({ event }) => event === 'intend')) warnOfOthers(context, file, flags);
  refuseForOthers(file, wayBack.value, flags);
  if (flags.dryRun === true || flags.yes !== true) {
    const text = renderChangePlan(wayBack.value, plan.id);
    if (flags.dryRun !== true) context.writeError(text);
    else context.writeOut(flags.json === true ? canonicalJson(printedPlan(wayBack.value)) : text);
  }
  if (flags.dryRun === true) return EXIT.ok;
  if (!(await isConfirmed(context, `Take ${plan.id} back in ${plan.region}${place(plan)}?`, flags.yes === true))) {
    context.writeError('nothing was changed\n');
    return EXIT.interrupted;
  }
  const outcome = await rollBack(plan, wayBack.value, {
    ...ports,
    writer: sdkBatchWriter(plan.region),
    journal,
    onEvent: stepTeller(context, wayBack.value, flags.quiet === true),
  });
  const find = async () => {
    const again = await planRollback(plan, { ...ports, countsJobs: false });
    return again.ok ? differencesIn(again.value) : [];
  };
  await tellLeftOver(context, outcome, find, `batchwright rollback ${file} --dry-run`);
  const done = `took ${plan.id} back`;
  return toldOutcome(context, outcome, { asJson: flags.json === true, done, verb: 'rollback', file });
}

/** Without a journal what differs may be somebody else's wish; only a person who looks at it may take it back. */
function warnOfOthers(context: CliContext, file: string, { yes, dryRun }: RollbackFlags): void {
  const message = 'was never applied from here, so what differs from its recorded state may be somebody else’s change';
  if (yes === true && dryRun !== true) {
    const hint = `look at it: batchwright rollback ${file} --dry-run; on a terminal, without --yes, it can be taken back`;
    throw new Failure(EXIT.awsRefused, [{ path: '', file, message, hint }]);
  }
  context.writeError(`warning: ${file} ${message}\n`);
}

/** The warnings of the way back say it too; unattended nobody reads them. */
function refuseForOthers(file: string, { changedByOthers = [] }: ChangePlan, { yes, dryRun }: RollbackFlags): void {
  if (changedByOthers.length === 0 || yes !== true || dryRun === true) return;
  const hint = `look at it: batchwright rollback ${file} --dry-run; on a terminal, without --yes, it can be taken back`;
  throw new Failure(
    EXIT.awsRefused,
    changedByOthers.map((what) => ({ path: '', file, message: `${what}, which may be somebody else’s wish`, hint })),
  );
}

function nothingToDo(context: CliContext, { json }: RollbackFlags): ExitCode {
  if (json === true) context.writeOut(canonicalJson({ schemaVersion: 1, kind: 'applied', writes: 0 }));
  else context.writeOut('all that the plan changes is as it found it; nothing to take back\n');
  return EXIT.ok;
}
