/**
 * What a job asks for when it names a job definition and says nothing itself: SubmitJob takes resourceRequirements from the
 * definition and lets containerOverrides replace them, one by one (AWS Batch API, ContainerOverrides).
 */
import type { ContainerProperties, JobDefinition } from './batch-config.ts';
import type { JobRequest } from './job-class-table.ts';
import type { Problem } from './problem.ts';

/** Units as in JobClass; undefined = the definition does not say. */
export interface DefinitionRequest {
  readonly vcpus?: number;
  readonly memoryMiB?: number;
  readonly gpus?: number;
  readonly nodes?: number;
}

const FIELDS = ['vcpus', 'memoryMiB', 'gpus'] as const;
const TYPES = { vcpus: 'VCPU', memoryMiB: 'MEMORY', gpus: 'GPU' } as const;

/** By name; definitions that ask for nothing are left out. */
export function definitionRequests(
  definitions: readonly JobDefinition[] | undefined,
): Readonly<Record<string, DefinitionRequest>> {
  const entries = (definitions ?? []).flatMap(({ jobDefinitionName, containerProperties, nodeProperties }) => {
    // All node groups use one instance type, so every node needs what the largest asks for.
    const containers = nodeProperties?.nodeRangeProperties.map(({ container }) => container) ?? [containerProperties];
    const said: (readonly [keyof DefinitionRequest, number])[] = FIELDS.flatMap((field) => {
      const values = containers.flatMap((container) => requirementOf(container, TYPES[field]) ?? []);
      return values.length === 0 ? [] : [[field, Math.max(...values)] as const];
    });
    if (nodeProperties !== undefined && nodeProperties.numNodes > 1) said.push(['nodes', nodeProperties.numNodes]);
    return said.length === 0 ? [] : [[jobDefinitionName, Object.fromEntries(said) as DefinitionRequest] as const];
  });
  return Object.fromEntries(entries);
}

function requirementOf(container: ContainerProperties | undefined, wanted: string): number | undefined {
  const value = container?.resourceRequirements?.find(({ type }) => type === wanted)?.value;
  return value === undefined ? undefined : Number(value);
}

/** The request with its gaps filled from the definition it names. */
export function withDefinition(
  request: JobRequest,
  byName: Readonly<Record<string, DefinitionRequest>> | undefined,
): JobRequest {
  const { jobDefinition } = request;
  if (byName === undefined || jobDefinition === undefined || !Object.hasOwn(byName, jobDefinition)) return request;
  const asked = byName[jobDefinition];
  return {
    ...request,
    vcpus: request.vcpus ?? asked.vcpus,
    memoryMiB: request.memoryMiB ?? asked.memoryMiB,
    gpus: request.gpus ?? asked.gpus,
    nodes: request.nodes ?? asked.nodes,
  };
}

/** One warning a field: for how many jobs the definition had the word. Requests and `filled` run in step. */
export function definitionWarnings(
  requests: readonly JobRequest[],
  filled: readonly JobRequest[],
  jobsPerRequest: Uint32Array,
  jobCount: number,
): readonly Problem[] {
  return FIELDS.flatMap((field) => {
    let jobs = 0;
    requests.forEach((request, index) => {
      if (request[field] === undefined && filled[index][field] !== undefined) jobs += jobsPerRequest[index];
    });
    if (jobs === 0) return [];
    const message = `${jobs} of ${jobCount} jobs do not say ${field}; what their job definition asks for is used`;
    return [{ path: 'batch.jobDefinitions', message }];
  });
}
