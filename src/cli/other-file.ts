/** Where a scenario is wanted: recognises what other verbs wrote, and says what is to be done with it. */
import { CHANGE_PLAN_KIND } from '../aws/change-plan.ts';
import type { Problem } from '../models/problem.ts';
import { nameOf } from './files.ts';

/** Undefined when the text may be a scenario. */
export function otherFile(text: string, file: string): Problem | undefined {
  if (!text.trimStart().startsWith('{') || !(text.includes('"recommended"') || text.includes(CHANGE_PLAN_KIND)))
    return undefined;
  const data = parsedObject(text);
  if (data === undefined || 'workload' in data) return undefined;
  const problem = { path: '', file: nameOf(file) };
  if ('recommended' in data) {
    const hint = 'give the scenario it was made from; the plan itself goes to export, plan and verify';
    return { ...problem, message: 'is a recommendation of optimize, not a scenario', hint };
  }
  if (!('kind' in data) || data.kind !== CHANGE_PLAN_KIND) return undefined;
  return {
    ...problem,
    message: 'is a change plan, not a scenario',
    hint: `to carry it out: batchwright apply ${file}`,
  };
}

function parsedObject(text: string): object | undefined {
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
