/**
 * A change plan as it may be printed: terminals and CI logs keep what they show, and job definitions hold secrets in the values of
 * their environment variables and parameters. The file for `apply` has them all: RegisterJobDefinition wants every value again.
 */
import type { ChangePlan } from '../aws/change-plan.ts';

const WITHHELD = '(withheld)';
/** API ContainerProperties and TaskContainerProperties `environment`, EksContainer `env`: lists of name and value. */
const VARIABLES: ReadonlySet<string> = new Set(['environment', 'env']);

export interface PrintedPlan extends ChangePlan {
  /** What only the file of `plan --out` holds; absent where that is nothing. */
  readonly withheld?: string;
}

/** The plan itself where it holds no such value. */
export function printedPlan(plan: ChangePlan): PrintedPlan {
  const shown = withoutValues(plan) as ChangePlan;
  if (JSON.stringify(shown) === JSON.stringify(plan)) return plan;
  return { ...shown, withheld: 'values of environment variables and parameters: the file of plan --out has them' };
}

function withoutValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutValues);
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, held]) => {
      if (VARIABLES.has(field) && Array.isArray(held)) return [field, held.map(withoutValue)];
      if (field === 'parameters' && isMapping(held))
        return [field, Object.fromEntries(Object.keys(held).map((name) => [name, WITHHELD]))];
      return [field, withoutValues(held)];
    }),
  );
}

function withoutValue(variable: unknown): unknown {
  return isMapping(variable) && 'value' in variable ? { ...variable, value: WITHHELD } : variable;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
