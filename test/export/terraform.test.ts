import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { hclString } from '../../src/export/hcl.ts';
import type { NetworkSettings } from '../../src/export/index.ts';
import { exportTerraform } from '../../src/export/terraform.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import {
  FARGATE,
  FULL,
  MULTI_NODE,
  NETWORK,
  ON_DEMAND,
  SPOT_BEST_FIT,
  TEMPLATE_CONFIGS,
  THREE_ENVIRONMENTS,
} from './configs.ts';
import { HOSTILE_TEXT, withHostileTags } from './hostile.ts';
import { type PlannedRequest, plannedRequests } from './planned-requests.ts';
import { requestsOfTerraform } from './read-terraform.ts';

const GIVEN: NetworkSettings = { ...NETWORK, spotIamFleetRole: 'arn:aws:iam::111122223333:role/fleet' };

function textOf(config: BatchConfig, network: NetworkSettings = GIVEN, title = 'plan'): string {
  const result = exportTerraform(config, network, { title });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value[0].content;
}

describe('main.tf', () => {
  it.each(TEMPLATE_CONFIGS)('for %s says what was planned, in arguments the provider has', async (_name, config) => {
    expect(await requestsOfTerraform(textOf(config))).toEqual(asTheProviderSends(plannedRequests(config, GIVEN)));
  });

  it('takes text of the user for nothing but text', async () => {
    const tags = fc.dictionary(HOSTILE_TEXT, HOSTILE_TEXT, { minKeys: 1, maxKeys: 3 });
    await fc.assert(
      fc.asyncProperty(tags, HOSTILE_TEXT, async (hostile, title) => {
        // HCL keeps text in Unicode normal form C, as AWS does not promise otherwise.
        const composed = Object.fromEntries(
          Object.entries(hostile).map((pair) => pair.map((text) => text.normalize('NFC'))),
        );
        const config = withHostileTags(composed);
        const read = await requestsOfTerraform(textOf(config, GIVEN, title));
        expect(read).toEqual(asTheProviderSends(plannedRequests(config, GIVEN)));
      }),
      { numRuns: 50 },
    );
  });

  it('names environments by prefix, and creates the new one before the old one goes', async () => {
    for (const [, config] of TEMPLATE_CONFIGS) {
      const { resource } = await parse('main.tf', textOf(config));
      for (const [environment] of Object.values<readonly Record<string, unknown>[]>(
        resource.aws_batch_compute_environment,
      )) {
        expect(environment.name_prefix).toMatch(/-$/);
        expect(environment.name).toBeUndefined();
        expect(environment.lifecycle).toMatchObject([{ create_before_destroy: true }]);
      }
    }
  });

  it('keeps a prefix short enough for the 26 characters that the provider adds', async () => {
    const [environment] = ON_DEMAND.computeEnvironments;
    const computeEnvironmentName = 'x'.repeat(128);
    const config = {
      ...ON_DEMAND,
      computeEnvironments: [{ ...environment, computeEnvironmentName }],
      jobQueues: [],
    };
    const { resource } = await parse('main.tf', textOf(config));
    expect(resource.aws_batch_compute_environment[computeEnvironmentName][0].name_prefix).toHaveLength(102);
  });

  it('leaves the desired vCPUs to AWS Batch, except on Fargate, which has none', async () => {
    const lifecycle = async (config: BatchConfig) =>
      (await parse('main.tf', textOf(config))).resource.aws_batch_compute_environment.main[0].lifecycle[0];
    expect((await lifecycle(ON_DEMAND)).ignore_changes).toEqual([`\${compute_resources[0].desired_vcpus}`]);
    expect((await lifecycle(FARGATE)).ignore_changes).toBeUndefined();
  });

  it('looks up roles given by name, since the provider wants ARNs, and asks for missing ones', async () => {
    const { data, variable } = await parse('main.tf', textOf(SPOT_BEST_FIT, { instanceRole: 'ecsInstanceRole' }));
    expect(data).toEqual({ aws_iam_instance_profile: { instance_role: [{ name: 'ecsInstanceRole' }] } });
    expect(Object.keys(variable).sort()).toEqual(['security_group_ids', 'spot_iam_fleet_role', 'subnets']);
    expect(variable.subnets[0].type).toBe(`\${list(string)}`);
    expect((await parse('main.tf', textOf(ON_DEMAND))).variable).toBeUndefined();
  });

  it('says what the provider cannot say, in the file and as a warning', () => {
    const pathsOf = (config: BatchConfig) => {
      const result = exportTerraform(config, GIVEN);
      return result.ok ? result.warnings.map(({ path }) => path) : [];
    };
    expect(pathsOf(FULL)).toContain('batch.computeEnvironments[0].computeResources.scalingPolicy');
    expect(pathsOf(MULTI_NODE)).toEqual([
      'batch.consumableResources[0]',
      'batch.jobDefinitions[0].consumableResourceProperties',
    ]);
    expect(pathsOf(THREE_ENVIRONMENTS)).toEqual(['batch.computeEnvironments[2].computeResources.instanceTypes']);
    expect(textOf(FULL)).toContain('# To do by hand: batch.computeEnvironments[0].computeResources.scalingPolicy');
  });

  it('is the same bytes every time', () => {
    expect(textOf(FULL)).toBe(textOf(structuredClone(FULL)));
  });
});

/** The provider sends a default that the API also has, and has no word for some fields. By kind and name. */
function asTheProviderSends(requests: readonly PlannedRequest[]): readonly PlannedRequest[] {
  return requests
    .map(({ operation, body }) => ({ operation, body: asSent(operation, structuredClone(body) as PlainBody) }))
    .sort((one, other) => (one.operation === other.operation ? nameIn(one.body).localeCompare(nameIn(other.body)) : 0));
}

function nameIn(body: object): string {
  const [, name] = Object.entries(body).find(([key]) => /^(name|\w+Name)$/.test(key)) ?? ['', ''];
  return String(name);
}

type PlainBody = Record<string, Record<string, unknown>>;

function asSent(operation: string, body: PlainBody): PlainBody | object {
  if (operation === 'CreateJobQueue') return { state: 'ENABLED', ...body };
  if (operation === 'CreateComputeEnvironment') delete body.computeResources?.scalingPolicy;
  if (operation === 'RegisterJobDefinition') delete body.consumableResourceProperties;
  return body;
}

/** Ours is a check of the text; Terraform itself is the judge where it is installed. */
const HAS_TERRAFORM = spawnSync('terraform', ['version']).status === 0;

describe.skipIf(!HAS_TERRAFORM)('Terraform itself (skipped where it is not installed)', () => {
  const folders: string[] = [];
  afterAll(() => folders.forEach((folder) => void rmSync(folder, { recursive: true, force: true })));

  function folderWith(files: Readonly<Record<string, string>>): string {
    const folder = mkdtempSync(join(tmpdir(), 'batchwright-terraform-'));
    folders.push(folder);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return folder;
  }

  function terraform(cwd: string, ...words: readonly string[]) {
    return spawnSync('terraform', words, { cwd, encoding: 'utf8', env: { ...process.env, CHECKPOINT_DISABLE: '1' } });
  }

  it('would not format any of it differently', { timeout: 60_000 }, () => {
    const placeholder = `a"\${b}`;
    const hostile = withHostileTags({ [placeholder]: 'x\ny', 'é😀': '%{if}', c: '' });
    const configs = [...TEMPLATE_CONFIGS.map(([, config]) => config), hostile];
    const files = configs.flatMap((config, index) => [
      [`given-${index}.tf`, textOf(config)],
      [`missing-${index}.tf`, textOf(config, {})],
    ]);
    const { stdout, stderr, status } = terraform(
      folderWith(Object.fromEntries(files)),
      'fmt',
      '-check',
      '-diff',
      '-no-color',
    );
    expect(stdout, stderr).toBe('');
    expect(status).toBe(0);
  });

  it('reads hostile text as it was written', { timeout: 60_000 }, () => {
    const texts = fc.sample(HOSTILE_TEXT, { numRuns: 200, seed: 7 }).map((text) => text.normalize('NFC'));
    const outputs = texts.map((text, index) => `output "t${index}" {\n  value = ${hclString(text)}\n}\n`).join('');
    const folder = folderWith({ 'main.tf': outputs });
    const applied = terraform(folder, 'apply', '-auto-approve', '-no-color');
    expect(applied.status, applied.stderr).toBe(0);
    const read: Readonly<Record<string, { readonly value: string }>> = JSON.parse(
      terraform(folder, 'output', '-json').stdout,
    );
    expect(texts.map((_, index) => read[`t${index}`].value)).toEqual(texts);
  });

  it('finds it valid, where the AWS provider is at hand', { timeout: 300_000 }, (context) => {
    for (const [name, config] of TEMPLATE_CONFIGS) {
      const folder = folderWith({ 'main.tf': textOf(config, {}) });
      const { status } = terraform(folder, 'init', '-backend=false', '-no-color');
      if (status !== 0) context.skip('terraform init cannot get the AWS provider here');
      const { stdout } = terraform(folder, 'validate', '-json');
      expect(JSON.parse(stdout), name).toMatchObject({ valid: true, error_count: 0 });
    }
  });
});
