/** What `apply` and `rollback` share: the journal with its lock, telling every step, and what an outcome means. */
import { resolve } from 'node:path';
import type { ApplyEvent, ApplyOutcome } from '../aws/apply/outcome.ts';
import type { ChangePlan, PlanStep } from '../aws/change-plan.ts';
import { FileJournal, type Journal, journalEntries, lockJournal, MemoryJournal } from '../aws/journal.ts';
import type { Problem } from '../models/problem.ts';
import { formatPlural } from '../report/format.ts';
import { canonicalJson } from '../report/index.ts';
import { stepAndResource } from '../report/step-words.ts';
import { journalPath } from './change-file.ts';
import type { CliContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Failure, invalidInput } from './failure.ts';
import { unwritable } from './files.ts';

/** Runs `work` while no other process works on the same plan. */
export async function withJournal<Value>(
  context: CliContext,
  file: string,
  plan: ChangePlan,
  work: (journal: Journal) => Promise<Value>,
): Promise<Value> {
  const path = journalPath(resolve(context.cwd, file));
  const unlock = orUnwritable(path, () => lockJournal(path));
  if (unlock === undefined) throw heldPlan(file, path);
  try {
    return await work(readable(context, file, (journal) => new FileJournal(journal, plan.id)));
  } finally {
    unlock();
  }
}

/** `path`: of the journal. */
export function heldPlan(file: string, path: string): Failure {
  const message = 'another process is working on this plan';
  return new Failure(EXIT.awsRefused, [
    { path: '', file, message, hint: `wait for it, or if none runs remove its lock ${path}.lock` },
  ]);
}

/** A folder that takes no files, or a journal that may not be read, is the user's to mend. */
function orUnwritable<Value>(path: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw unwritable(path, error);
    throw error;
  }
}

/** What the journal says, for work that changes nothing: whoever holds the plan goes on, and the folder may take no files. */
export function journalAsRead(context: CliContext, file: string, plan: ChangePlan): Journal {
  const journal = new MemoryJournal();
  for (const entry of readable(context, file, (path) => journalEntries(path, plan.id))) journal.append(entry);
  return journal;
}

/** Reads the journal of the plan in `file`. Where it cannot be understood the account itself says, by tags and values, how far the plan got. */
function readable<Value>(context: CliContext, file: string, read: (path: string) => Value): Value {
  const path = journalPath(resolve(context.cwd, file));
  try {
    return orUnwritable(path, () => read(path));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const hint = `move the journal away; then ${rollbackOf(file)} takes the plan back from wherever it got to`;
    throw invalidInput({ path: '', message: error.message, hint });
  }
}

function rollbackOf(file: string): string {
  return `batchwright rollback ${file}`;
}

/** What the account side says knows no files of the command line: a way back that it names gets the file here. */
export function withPlanFile(problem: Problem, file: string): Problem {
  const { hint } = problem;
  return hint === undefined ? problem : { ...problem, hint: hint.replaceAll('batchwright rollback', rollbackOf(file)) };
}

/** One line a step on standard error; waits are told when what is seen changes. */
export function stepTeller(context: CliContext, plan: ChangePlan, isQuiet: boolean): (event: ApplyEvent) => void {
  let last = '';
  return ({ step, state, detail }) => {
    if (isQuiet || state === 'done') return;
    const line = `${stepAndResource(step)}${detail === undefined ? '' : ` (${state}: ${detail})`}`;
    if (line === last) return;
    last = line;
    context.writeError(`[${step.id.replace('step-', '')}/${plan.steps.length}] ${line}\n`);
  };
}

/** Logs of CI keep what is printed, and a job definition's request may hold secrets in its environment variables. */
function withoutRequest(outcome: ApplyOutcome): object {
  if (!('step' in outcome) || outcome.step?.action !== 'write') return outcome;
  const { request: _inThePlanFile, ...step } = outcome.step;
  return { ...outcome, step };
}

/**
 * Looks at the account once more when all is done. A warning only: somebody else may have changed it meanwhile, and what cannot be
 * read now does not make undone what was done.
 */
export async function tellLeftOver(
  context: CliContext,
  outcome: ApplyOutcome,
  find: () => Promise<readonly string[]>,
  lookAgain: string,
): Promise<void> {
  if (outcome.kind !== 'applied' || outcome.writes === 0) return;
  const found = await find().catch(() => []);
  if (found.length === 0) return;
  context.writeError(
    `warning: AWS took every request, and still these are not as they should be: ${found.join(', ')}; to see how they differ: ${lookAgain}\n`,
  );
}

/** `step 3 (UpdateComputeEnvironment main)`, by its number in the plan. */
function stepPlace(step: PlanStep): string {
  return `step ${Number(step.id.replace('step-', ''))} (${stepAndResource(step)})`;
}

function namingFile(outcome: ApplyOutcome, file: string): ApplyOutcome {
  if (outcome.kind === 'stopped') return { ...outcome, problem: withPlanFile(outcome.problem, file) };
  if (outcome.kind !== 'stale') return outcome;
  return { ...outcome, problems: outcome.problems.map((problem) => withPlanFile(problem, file)) };
}

/** The result on standard output, or a Failure that says how to go on. */
export function toldOutcome(
  context: CliContext,
  ended: ApplyOutcome,
  told: {
    readonly asJson: boolean;
    readonly done: string;
    readonly verb: 'apply' | 'rollback';
    /** The plan, as the command line names it. */
    readonly file: string;
  },
): ExitCode {
  const outcome = namingFile(ended, told.file);
  if (told.asJson) context.writeOut(canonicalJson({ schemaVersion: 1, ...withoutRequest(outcome) }));
  switch (outcome.kind) {
    case 'applied':
      if (!told.asJson) context.writeOut(`${told.done} (${formatPlural(outcome.writes, 'change')})\n`);
      return EXIT.ok;
    case 'already-applied':
      if (!told.asJson) context.writeOut('applied before; nothing to do\n');
      return EXIT.ok;
    case 'stale':
      throw new Failure(EXIT.awsRefused, outcome.problems);
    case 'taken-back': {
      const hint = `to go on anyway, plan again; to finish the way back: ${rollbackOf(told.file)}`;
      throw new Failure(EXIT.awsRefused, [{ path: '', message: 'a rollback of this plan has begun', hint }]);
    }
    case 'stopped': {
      const at = outcome.step === undefined ? '' : `${stepPlace(outcome.step)}: `;
      throw new Failure(EXIT.awsRefused, [{ ...outcome.problem, message: `${at}${outcome.problem.message}` }]);
    }
    case 'interrupted':
      context.writeError(`stopped between two calls; to go on: batchwright ${told.verb} ${told.file}\n`);
      return EXIT.interrupted;
    default:
      return outcome satisfies never;
  }
}
