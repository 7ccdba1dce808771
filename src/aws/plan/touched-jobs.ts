/** What a plan does to the jobs that run now. */
import type { FieldChange, TouchedJobs } from '../change-plan.ts';
import type { JobsByEnvironment } from '../jobs-by-environment.ts';
import type { LiveComputeEnvironment } from '../live-account.ts';
import { gentlePolicy } from './update-policy.ts';

const BLUE_GREEN = 'they finish on the old environment, which is deleted only afterwards';
const SCALING = 'they run on; instances above a lower maximum leave when their jobs end';

export function touchedJobs(
  changes: readonly FieldChange[],
  environments: readonly LiveComputeEnvironment[],
  retiring: readonly LiveComputeEnvironment[],
  jobs: JobsByEnvironment | undefined,
): readonly TouchedJobs[] {
  if (jobs === undefined) return [];
  const replaced = new Set(retiring.map(({ computeEnvironmentName }) => computeEnvironmentName));
  const names = new Set(
    changes
      .filter(({ resource, sign, path }) => resource.kind === 'computeEnvironment' && !(sign === '+' && path === ''))
      .map(({ resource }) => resource.name),
  );
  return [...names].flatMap((name) => {
    const [running, unplaced] = [jobs.running.get(name) ?? 0, jobs.unplaced.get(name) ?? 0];
    if (running === 0 && unplaced === 0) return [];
    const live = environments.find(({ computeEnvironmentName }) => computeEnvironmentName === name);
    const kinds = new Set(changes.filter(({ resource }) => resource.name === name).map(({ updateKind }) => updateKind));
    const consequence = replaced.has(name) ? BLUE_GREEN : kinds.has('infrastructure') ? infrastructure(live) : SCALING;
    return [{ computeEnvironment: name, running, ...(unplaced > 0 && { unplaced }), consequence }];
  });
}

function infrastructure(live: LiveComputeEnvironment | undefined): string {
  const minutes = live === undefined ? 30 : gentlePolicy(live).jobExecutionTimeoutMinutes;
  return `instances are replaced: jobs still running after ${minutes} minutes are ended, and only a retry strategy brings them back`;
}
