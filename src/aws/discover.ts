/**
 * The reading side of an account, opened once: what `discover` and `verify --account` call. Loads the SDK, so import it only
 * where a verb needs AWS.
 */
import type { BatchReader } from './batch-api.ts';
import { jobsFile } from './job-record.ts';
import { type RootVolumes, readRootVolumes, usesLaunchTemplate } from './launch-templates.ts';
import type { LiveAccount } from './live-account.ts';
import { pacedReader } from './paced-reader.ts';
import { readPace } from './pacer.ts';
import { readLiveAccount } from './read-account.ts';
import { type ReadJobsOptions, type RecentJobs, readRecentJobs } from './read-jobs.ts';
import { sdkBatchReader } from './sdk-batch.ts';

export { discoveredConfig } from './discovered-config.ts';
export { discoveredScenario } from './discovered-scenario.ts';

export interface OpenOptions {
  /** The SDK's own choice (AWS_REGION, the profile) when left out. */
  readonly region?: string | undefined;
  readonly signal: AbortSignal;
}

export interface AccountSession {
  readonly region: string;
  readonly reader: BatchReader;
  read(options: { readonly queues?: readonly string[] | undefined; readonly countJobs?: boolean }): Promise<{
    readonly account: LiveAccount;
    readonly notes: readonly string[];
  }>;
  rootVolumes(account: LiveAccount): Promise<RootVolumes>;
  jobs(options: Omit<ReadJobsOptions, 'signal'>): Promise<
    RecentJobs & {
      /** How many of the records are over, so that a replay can use them. */
      readonly finished: number;
      /** As a file that `import` reads. */
      readonly text: string;
    }
  >;
}

/** Rejects when no region is to be found; no call is made yet. */
export async function openAccount({ region, signal }: OpenOptions): Promise<AccountSession> {
  const sdk = sdkBatchReader({ region });
  const known = await sdk.region();
  const reader: BatchReader = pacedReader(sdk, readPace());
  return {
    region: known,
    reader,
    async read({ queues, countJobs = false }) {
      const notes: string[] = [];
      const account = await readLiveAccount(reader, {
        region: known,
        countJobs,
        signal,
        ...(queues !== undefined && { queues }),
        onUnknownOperation: (operation) => {
          notes.push(`the endpoint does not know ${operation}; such resources are taken as none`);
        },
      });
      return { account, notes };
    },
    async rootVolumes(account) {
      if (!account.computeEnvironments.some(usesLaunchTemplate)) return { gibByEnvironment: new Map(), notes: [] };
      // EC2 is a large module; most accounts need no launch template read.
      const { sdkEc2Reader } = await import('./sdk-ec2.ts');
      const ec2 = pacedReader(sdkEc2Reader(known), readPace());
      return readRootVolumes(ec2, account.computeEnvironments, signal);
    },
    async jobs(options) {
      const recent = await readRecentJobs(reader, { ...options, signal });
      const finished = recent.records.filter(({ status }) => status === 'SUCCEEDED' || status === 'FAILED').length;
      return { ...recent, finished, text: jobsFile(recent.records) };
    },
  };
}
