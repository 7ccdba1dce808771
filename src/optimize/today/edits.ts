/** Single-field edits of the current configuration: which are worth a try. */
import type { BatchConfig, ComputeEnvironment } from '../../models/batch-config.ts';
import { familiesWorthTrying } from '../families.ts';
import { inTurn } from '../in-turn.ts';
import { type Landscape, replacedEnvironments } from '../landscape.ts';
import { partsOf } from '../queue-groups.ts';
import { environmentEdits } from './environment-edits.ts';
import { queueEdits } from './queue-edits.ts';
import { retryEdits } from './retry-edits.ts';

export interface Edit {
  /** The field it sets; edits of one field are alternatives. */
  readonly path: string;
  /** True when it may pay only beside another change, however little it does alone. */
  readonly isCompanion?: boolean;
  /** Undefined when the field is not there to set, or has that value already. */
  readonly apply: (config: BatchConfig) => BatchConfig | undefined;
}

/** More than this are not tried; the kinds of edit take turns, so that none is cut off. */
const MOST_EDITS = 48;

/** Inside the space the user lets the search try. */
export function singleEdits(landscape: Landscape): readonly Edit[] {
  const environments = replacedEnvironments(landscape).filter(({ state }) => state !== 'DISABLED');
  return inTurn([
    ...inTurn(environments.map((environment) => editsOfEnvironment(environment, landscape))),
    retryEdits(landscape),
    queueEdits(landscape),
  ]).slice(0, MOST_EDITS);
}

/** With the families that are worth a try for the jobs of its queues. */
function editsOfEnvironment(environment: ComputeEnvironment, landscape: Landscape): readonly (readonly Edit[])[] {
  const part = partsOf(landscape).find((each) => replacedEnvironments(each).includes(environment)) ?? landscape;
  const families = { EC2: familiesWorthTrying(part, 'EC2'), SPOT: familiesWorthTrying(part, 'SPOT') };
  return environmentEdits(environment, part, families);
}
