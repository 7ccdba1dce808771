/** What the parts of the planner share about one plan: the account, the wish, and what the user allowed. */
import type { BatchConfig } from '../../models/batch-config.ts';
import type { LiveAccount, LiveComputeEnvironment } from '../live-account.ts';
import type { Fidelity } from './environment-fields.ts';
import type { NetworkSettings } from './network-sources.ts';

export interface PlanContext {
  /** Without resources that are gone. */
  readonly live: LiveAccount;
  readonly wanted: BatchConfig;
  /** `exact` restores a recorded state; `named` follows a configuration. */
  readonly fidelity: Fidelity;
  readonly network: NetworkSettings;
  /** Wanted name -> the live environment it means. */
  readonly matches: ReadonlyMap<string, LiveComputeEnvironment>;
  /** Wanted name -> the name it will have in the account; differs where blue/green replaces it. */
  readonly finalNames: Map<string, string>;
  /** Live environments that are to go once their jobs have ended. */
  readonly retiring: LiveComputeEnvironment[];
  /** Ids of the plan's names: what makes a replacement's name its own. */
  readonly digest: string;
  readonly prefersBlueGreen: boolean;
}

/** How a request names a resource that the plan itself makes; apply puts the ARN in its place. */
export function madeArn(kind: 'computeEnvironment' | 'schedulingPolicy', name: string): string {
  return `{{arn:${kind}:${name}}}`;
}
