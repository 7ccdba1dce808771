/**
 * A change plan as it may be printed: terminals and CI logs keep what they show, and job definitions hold secrets in the values of
 * their environment variables, parameters and log options, and in commands. The file for `apply` has them all:
 * RegisterJobDefinition wants everything again. A command that changes stays where it changes: it is what somebody approves.
 */
import type { ChangePlan } from '../aws/change-plan.ts';

const WITHHELD = '(withheld)';
/** API ContainerProperties and TaskContainerProperties `environment`, EksContainer `env`: lists of name and value. */
const VARIABLES: ReadonlySet<string> = new Set(['environment', 'env']);
/** The same, and EksContainer `args`: lists of text. */
const COMMANDS: ReadonlySet<string> = new Set(['command', 'args']);
/** API LogConfiguration (the token of Splunk is one of them) and FirelensConfiguration: mappings. */
const WITH_OPTIONS: ReadonlySet<string> = new Set(['logConfiguration', 'firelensConfiguration']);

export interface PrintedPlan extends ChangePlan {
  /** What only the file of `plan --out` holds; absent where that is nothing. */
  readonly withheld?: string;
}

/** The plan itself where it holds nothing of the kind. */
export function printedPlan(plan: ChangePlan): PrintedPlan {
  const { before, steps } = plan;
  const shown = {
    ...(withoutValues(plan) as ChangePlan),
    before: withoutValues(before, COMMANDS),
    steps: withoutValues(steps, COMMANDS),
  } as ChangePlan;
  if (JSON.stringify(shown) === JSON.stringify(plan)) return plan;
  const withheld =
    'commands, except under changes, and values of environment variables, parameters and log options: the file of plan --out has them';
  return { ...shown, withheld };
}

/** `lists`: fields whose texts are left out too. */
function withoutValues(value: unknown, lists?: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutValues(each, lists));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, held]) => {
      if (VARIABLES.has(field) && Array.isArray(held)) return [field, held.map(withoutValue)];
      if (lists?.has(field) === true && Array.isArray(held)) return [field, held.length === 0 ? held : [WITHHELD]];
      if (field === 'parameters' && isMapping(held)) return [field, namesOnly(held)];
      if (WITH_OPTIONS.has(field) && isMapping(held) && isMapping(held.options))
        return [field, { ...held, options: namesOnly(held.options) }];
      return [field, withoutValues(held, lists)];
    }),
  );
}

function namesOnly(mapping: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(mapping).map((name) => [name, WITHHELD]));
}

function withoutValue(variable: unknown): unknown {
  return isMapping(variable) && 'value' in variable ? { ...variable, value: WITHHELD } : variable;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
