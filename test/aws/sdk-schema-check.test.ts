import { readFileSync } from 'node:fs';
import * as sdk from '@aws-sdk/client-batch';
import { describe, expect, it } from 'vitest';
import { ENUMERATION_OF } from '../../src/aws/sdk-enumerations.ts';
import { checkAgainstSdk } from '../../src/aws/sdk-schema-check.ts';
import { createRequests } from '../../src/export/requests.ts';
import { ALL_CONFIGS, NETWORK } from '../export/configs.ts';

const GOOD = {
  computeEnvironmentName: 'main',
  type: 'MANAGED',
  computeResources: { type: 'EC2', maxvCpus: 4, instanceTypes: ['c6i'], tags: { team: 'lab' } },
};

async function problemsWith(resources: Record<string, unknown>): Promise<readonly string[]> {
  const body = { ...GOOD, computeResources: { ...GOOD.computeResources, ...resources } };
  const problems = await checkAgainstSdk('CreateComputeEnvironment', body, 'body');
  return problems.map((problem) => `${problem.path} ${problem.message}`);
}

describe('a body the SDK would send', () => {
  it.each(ALL_CONFIGS)('is what the export of %s consists of', async (_name, config) => {
    const requests = createRequests(config, NETWORK, { planTag: 'p1' });
    if (!requests.ok) throw new Error(JSON.stringify(requests.problems));
    for (const { operation, body } of requests.value) expect(await checkAgainstSdk(operation, body)).toEqual([]);
    expect(requests.value.length).toBeGreaterThan(1);
  });

  it('may carry any member of the request, not only those we model', async () => {
    expect(await checkAgainstSdk('CreateComputeEnvironment', { ...GOOD, unmanagedvCpus: 3, context: 'x' })).toEqual([]);
  });

  it('may write the actions of evaluateOnExit in small letters', async () => {
    const body = { jobDefinitionName: 'a', type: 'container', retryStrategy: { evaluateOnExit: [{ action: 'exit' }] } };
    expect(await checkAgainstSdk('RegisterJobDefinition', body)).toEqual([]);
  });

  it('may have a fractional weight, the one float there is', async () => {
    const policy = (share: object) => ({ name: 'fair', fairsharePolicy: { shareDistribution: [share] } });
    expect(
      await checkAgainstSdk('CreateSchedulingPolicy', policy({ shareIdentifier: 'a', weightFactor: 0.125 })),
    ).toEqual([]);
    expect(
      await checkAgainstSdk('CreateSchedulingPolicy', { name: 'fair', fairsharePolicy: { computeReservation: 0.5 } }),
    ).toHaveLength(1);
  });
});

describe('a body the SDK would not send as meant', () => {
  it('has a misspelt member, and the right one is suggested', async () => {
    const body = { ...GOOD, computeResources: { ...GOOD.computeResources, maxVcpus: 4 } };
    expect(await checkAgainstSdk('CreateComputeEnvironment', body)).toEqual([
      {
        path: 'computeResources.maxVcpus',
        message: 'is not a member of ComputeResource',
        hint: 'did you mean maxvCpus?',
      },
    ]);
  });

  it.each([
    ['lacks a required member', { maxvCpus: undefined }, 'maxvCpus is missing, and ComputeResource requires it'],
    ['has a string for a number', { maxvCpus: '4' }, 'maxvCpus must be a number, is the string "4"'],
    ['has half a vCPU', { maxvCpus: 4.5 }, 'maxvCpus must be a whole number, is 4.5'],
    ['has a number that is none', { maxvCpus: Number.NaN }, 'maxvCpus must be a number, is NaN'],
    ['has null', { maxvCpus: null }, 'maxvCpus must be a number, is null'],
    ['has a string for a list', { instanceTypes: 'c6i' }, 'instanceTypes must be a list, is the string "c6i"'],
    ['has a number in a list of strings', { instanceTypes: ['c6i', 5] }, 'instanceTypes[1] must be a string, is 5'],
    ['has a list for a map', { tags: ['a'] }, 'tags must be a map, is a list'],
    ['has a number in a map of strings', { tags: { team: 7 } }, 'tags.team must be a string, is 7'],
    ['has a list for an object', { scalingPolicy: [] }, 'scalingPolicy must be an object, is a list'],
    ['has an unknown type', { type: 'ONDEMAND' }, 'type "ONDEMAND" is not a CRType'],
    [
      'has a misspelt strategy',
      { allocationStrategy: 'BEST_FIT_PROGRESIVE' },
      'allocationStrategy "BEST_FIT_PROGRESIVE" is not a CRAllocationStrategy',
    ],
    [
      'lacks a member inside a list',
      { ec2Configuration: [{}] },
      'ec2Configuration[0].imageType is missing, and Ec2Configuration requires it',
    ],
  ])('%s', async (_name, resources, message) => {
    expect(await problemsWith(resources)).toEqual([`body.computeResources.${message}`]);
  });

  it('has all its problems named at once', async () => {
    expect(await problemsWith({ type: 'X', maxvCpus: 'y', subnets: {} })).toHaveLength(3);
  });

  it('is not an object at all', async () => {
    expect(await checkAgainstSdk('CreateJobQueue', 'queue')).toHaveLength(1);
    expect(await checkAgainstSdk('CreateJobQueue', {})).toHaveLength(2);
  });

  it('has a bad enumeration value inside a list', async () => {
    const body = { jobDefinitionName: 'a', type: 'container', platformCapabilities: ['EC2', 'FARGAT'] };
    expect((await checkAgainstSdk('RegisterJobDefinition', body)).map((problem) => problem.path)).toEqual([
      'platformCapabilities[1]',
    ]);
  });
});

describe('the table of enumerations', () => {
  it("says what the installed SDK's type declarations say", () => {
    // Vitest starts in the project's root.
    const folder = 'node_modules/@aws-sdk/client-batch/dist-types/models';
    const declared = declaredEnumerations(
      readFileSync(`${folder}/models_0.d.ts`, 'utf8'),
      readFileSync(`${folder}/enums.d.ts`, 'utf8'),
    );
    const structures = new Set(Object.keys(ENUMERATION_OF).map((member) => member.split('.')[0]));
    const expected = Object.fromEntries(
      Object.entries(declared).filter(([member]) => structures.has(member.split('.')[0])),
    );
    expect(ENUMERATION_OF).toEqual(expected);
    expect(Object.keys(expected).length).toBeGreaterThan(20);
  });

  it('names only enumerations the SDK exports as values', () => {
    const exported: Record<string, unknown> = { ...sdk };
    for (const name of new Set(Object.values(ENUMERATION_OF))) expect(exported[name]).toBeTypeOf('object');
  });
});

/** `Structure.member` to enumeration, read from `member?: Enumeration[] | undefined;` lines of the declarations. */
function declaredEnumerations(models: string, enumerations: string): Record<string, string> {
  const names = new Set([...enumerations.matchAll(/^export type (\w+) =/gm)].map((match) => match[1]));
  const declared: Record<string, string> = {};
  for (const [, structure, body] of models.matchAll(/^export interface (\w+) \{\n([\s\S]*?)^\}/gm)) {
    for (const [, member, type] of body.matchAll(/^ {4}(\w+)\??: (\w+)(?:\[\])? \| undefined;/gm)) {
      if (names.has(type)) declared[`${structure}.${member}`] = type;
    }
  }
  return declared;
}
