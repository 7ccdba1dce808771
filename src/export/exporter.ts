/** What every export format takes and gives; one format per file, listed in index.ts. */
import type { BatchConfig } from '../models/batch-config.ts';
import type { Result } from '../models/problem.ts';
import type { ExportedFiles } from './files.ts';

/**
 * Where instances run and as whom, in AWS's field names. Filled in only where a compute environment does not say it
 * itself; never invented.
 */
export interface NetworkSettings {
  readonly subnets?: readonly string[];
  readonly securityGroupIds?: readonly string[];
  /** ECS instance profile, name or ARN. */
  readonly instanceRole?: string;
  /** Needed only for SPOT with BEST_FIT (or no strategy). */
  readonly spotIamFleetRole?: string;
  /** Batch service role; AWSServiceRoleForBatch is used when absent. */
  readonly serviceRole?: string;
}

export interface ExportOptions {
  /** Region the plan was made for; absent means whatever the tool that runs it is set to. */
  readonly region?: string;
  /** What the files are called in their headings, normally the scenario's name. */
  readonly title?: string;
  /** Value of the tag `batchwright:plan` put on every resource; absent means no tag is added. */
  readonly planTag?: string;
}

export interface Exporter {
  readonly format: string;
  /** One line for `--help`. */
  readonly description: string;
  /** True where the files make nothing in AWS and name what must be there. */
  readonly usesWhatExists?: boolean;
  /** True where consumable resources are left to the reader. */
  readonly leavesConsumables?: boolean;
  /** Problems name the field, and the flag that would supply it. Warnings are what the user must still do by hand. */
  readonly export: (config: BatchConfig, network: NetworkSettings, options: ExportOptions) => Result<ExportedFiles>;
}
