/** The change plan that `plan --out` writes and `apply` and `rollback` read; other files get an answer that helps. */
import { CHANGE_PLAN_KIND, type ChangePlan } from '../aws/change-plan.ts';
import { isUntouched } from '../aws/plan/plan-scope.ts';
import type { CliContext } from './context.ts';
import { invalidInput, usageFailure } from './failure.ts';
import { readText } from './files.ts';

/** A journal stands beside the plan, so standard input will not do. */
export async function readChangePlan(context: CliContext, file: string): Promise<ChangePlan> {
  if (file === '-')
    throw usageFailure('a change plan cannot come from standard input', 'the journal is kept beside the plan file');
  const data = parsed(await readText(context, file));
  if (data === undefined || !('kind' in data) || data.kind !== CHANGE_PLAN_KIND)
    throw invalidInput({ path: '', file, ...otherFile(data, file) });
  const plan = data as ChangePlan;
  if (typeof plan.schemaVersion === 'number' && plan.schemaVersion !== 1) {
    const message = `is ${plan.schemaVersion}: change plans of version 1 are read here`;
    const hint = 'plan again: batchwright plan SCENARIO --out change.json';
    throw invalidInput({ path: 'schemaVersion', file, message, hint });
  }
  if ('withheld' in plan) {
    const message = 'was printed, without the commands and the values of variables and parameters that apply needs';
    throw invalidInput({ path: '', file, message, hint: 'plan again with --out change.json' });
  }
  if (plan.schemaVersion !== 1 || !Array.isArray(plan.steps) || !isUntouched(plan)) {
    const message = 'is not as plan wrote it, so nobody has approved it';
    throw invalidInput({ path: '', file, message, hint: 'plan again; change the scenario rather than the plan' });
  }
  return plan;
}

function parsed(text: string): object | undefined {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null ? data : undefined;
  } catch {
    return undefined;
  }
}

function otherFile(data: object | undefined, file: string) {
  if (data !== undefined && 'recommended' in data) {
    const hint = `first: batchwright plan ${file} --out change.json`;
    return { message: 'is a recommendation of optimize, not a change plan', hint };
  }
  const hint = 'make one: batchwright plan SCENARIO --out change.json';
  return { message: 'is not a change plan', hint };
}

/** Where the journal of a plan file is kept. */
export function journalPath(file: string): string {
  return `${file}.journal`;
}
