/** Writes the scenario a bare trace is tried with: today's habit as the configuration, in text one can read and edit. */
import { stringify } from 'yaml';
import type { Workload } from '../models/workload.ts';
import { habitualConfig } from '../scenario/from-trace.ts';

const HEAD = `# Written for the file you dropped. It assumes the habit most accounts start with, one On-Demand environment of
# \`optimal\` types (others where jobs ask for GPUs or are built for arm64); replace \`batch\` by your own configuration. Everything here can be edited.
`;

export function traceScenarioText(fileName: string, workload: Workload, region: string): string {
  const body = stringify(
    {
      version: 1,
      name: fileName,
      region,
      workload: { trace: { path: fileName } },
      batch: habitualConfig(workload),
      assumptions: { preset: 'typical' },
      objective: { minimize: 'cost', subjectTo: [] },
      replications: replicationsFor(workload.jobCount),
      seed: 1,
    },
    { lineWidth: 0, flowCollectionPadding: true },
  );
  return HEAD + body;
}

/** Long histories average out much of the luck inside one replication, and must still answer in seconds. */
function replicationsFor(jobs: number): number {
  if (jobs <= 20_000) return 20;
  return jobs <= 500_000 ? 8 : 3;
}
