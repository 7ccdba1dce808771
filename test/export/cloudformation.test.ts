import { CelEngine, type TemplateFile } from '@aws/cloudformation-validate';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exportCdk } from '../../src/export/cdk.ts';
import { exportCloudFormation } from '../../src/export/cloudformation.ts';
import type { ExportOptions, NetworkSettings } from '../../src/export/index.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { FARGATE, FULL, MULTI_NODE, NETWORK, ON_DEMAND, SPOT, SPOT_BEST_FIT, TEMPLATE_CONFIGS } from './configs.ts';
import { HOSTILE_TEXT, withHostileTags } from './hostile.ts';
import { plannedRequests } from './planned-requests.ts';
import { requestsOfTemplate } from './read-template.ts';

function templateText(config: BatchConfig, network: NetworkSettings = NETWORK, options: ExportOptions = {}): string {
  const result = exportCloudFormation(config, network, options);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value[0].content;
}

function resourcesOf(config: BatchConfig, network: NetworkSettings = NETWORK) {
  return parse(templateText(config, network), { version: '1.1' }).Resources;
}

describe('the template', () => {
  let engine: InstanceType<typeof CelEngine>;

  beforeAll(() => {
    engine = new CelEngine();
    // Compiling its rules takes some seconds.
  }, 120_000);
  afterAll(() => engine.free());

  /** FATAL and ERROR stop a deployment, and warnings include values outside an enumeration. */
  function objections(text: string): readonly string[] {
    const template = { path: 'template.yaml', readBytes: () => new TextEncoder().encode(text) };
    // The class reads a file of that path; only these two members are used.
    const { diagnostics } = engine.validateStandard(template as unknown as TemplateFile);
    return diagnostics
      .filter(({ severity, ruleId }) => severity !== 'INFO' && severity !== 'DEBUG' && !HARD_CODED_ARN.includes(ruleId))
      .map(({ severity, ruleId, message }) => `${severity} ${ruleId} ${message}`);
  }

  it.each(TEMPLATE_CONFIGS)('for %s is valid, with every setting given', (_name, config) => {
    expect(objections(templateText(config, { ...NETWORK, spotIamFleetRole: FLEET_ROLE }))).toEqual([]);
  });

  it.each(TEMPLATE_CONFIGS)('for %s is valid, with every missing setting a parameter', (_name, config) => {
    expect(objections(templateText(config, {}))).toEqual([]);
  });

  it('would not be valid with a value that AWS does not know, so the check can fail', () => {
    expect(objections(templateText(SPOT).replace('Type: SPOT', 'Type: SPOTS')).length).toBeGreaterThan(0);
    expect(objections(templateText(SPOT).replace('MaxvCpus', 'MaxVcpus')).length).toBeGreaterThan(0);
  });

  it.each(TEMPLATE_CONFIGS)('for %s says what was planned, field for field', (_name, config) => {
    const network = { ...NETWORK, spotIamFleetRole: FLEET_ROLE };
    expect(requestsOfTemplate(parse(templateText(config, network), { version: '1.1' }))).toEqual(
      plannedRequests(config, network),
    );
  });

  it('is the same bytes every time', () => {
    expect(templateText(FULL)).toBe(templateText(structuredClone(FULL)));
  });
});

/** A role or policy the scenario names by its ARN is written as the scenario names it. */
const HARD_CODED_ARN: readonly string[] = ['W9002', 'W9013'];

const FLEET_ROLE = 'arn:aws:iam::111122223333:role/aws-ec2-spot-fleet-tagging-role';

describe('a changed environment', () => {
  it('is updated in place under the service-linked role, and running jobs get half an hour', () => {
    const { Properties } = resourcesOf(ON_DEMAND).MainComputeEnvironment;
    expect(Properties.ReplaceComputeEnvironment).toBe(false);
    expect(Properties.UpdatePolicy).toEqual({ TerminateJobsOnUpdate: false, JobExecutionTimeoutMinutes: 30 });
  });

  it('is replaced when its strategy is BEST_FIT or it has a role of its own', () => {
    const ownRole = { ...NETWORK, serviceRole: 'arn:aws:iam::111122223333:role/mine' };
    for (const properties of [
      resourcesOf(SPOT_BEST_FIT).MainComputeEnvironment.Properties,
      resourcesOf(ON_DEMAND, ownRole).MainComputeEnvironment.Properties,
    ]) {
      expect(properties.ReplaceComputeEnvironment).toBe(true);
      expect(properties.UpdatePolicy).toBeUndefined();
    }
    const linked = 'arn:aws:iam::111122223333:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch';
    const { Properties } = resourcesOf(ON_DEMAND, { ...NETWORK, serviceRole: linked }).MainComputeEnvironment;
    expect(Properties.ReplaceComputeEnvironment).toBe(false);
  });

  it('on Fargate has neither switch: such environments are always updated in place', () => {
    const { Properties } = resourcesOf(FARGATE).MainComputeEnvironment;
    expect(Object.keys(Properties).sort()).toEqual(['ComputeResources', 'Type']);
  });

  it('can be replaced at all because no environment and no policy has a fixed name', () => {
    for (const [_name, config] of TEMPLATE_CONFIGS)
      expect(templateText(config)).not.toMatch(/ComputeEnvironmentName|\bName:/);
  });
});

describe('what is missing', () => {
  it('becomes a parameter, and only what is missing', () => {
    const template = parse(templateText(SPOT_BEST_FIT, { subnets: ['subnet-0a1b2c3d4e5f60001'] }), { version: '1.1' });
    expect(Object.keys(template.Parameters)).toEqual(['SecurityGroupIds', 'InstanceRole', 'SpotIamFleetRole']);
    expect(template.Resources.MainComputeEnvironment.Properties.ComputeResources.SpotIamFleetRole).toEqual({
      Ref: 'SpotIamFleetRole',
    });
    expect(parse(templateText(SPOT)).Parameters).toBeUndefined();
  });

  it('by hand is in the heading and among the warnings', () => {
    const result = exportCloudFormation(FULL, NETWORK);
    expect(result.ok && result.warnings.map(({ path }) => path)).toEqual([
      'batch.computeEnvironments[1].state',
      'batch.jobDefinitions[1]',
      'batch.defaultRetryStrategy',
    ]);
    expect(templateText(FULL)).toContain('# To do by hand: batch.jobDefinitions[1]: "call" is not registered');
  });
});

describe('text of the user', () => {
  it('comes back as it was, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.dictionary(HOSTILE_TEXT, HOSTILE_TEXT, { minKeys: 1, maxKeys: 4 }),
        HOSTILE_TEXT,
        (tags, title) => {
          const text = templateText(withHostileTags(tags), NETWORK, { title });
          for (const version of ['1.1', '1.2'] as const) {
            const { Resources } = parse(text, { version });
            expect(Object.entries(Resources.MainComputeEnvironment.Properties.Tags)).toEqual(Object.entries(tags));
            expect(Object.entries(Resources.WorkJobQueue.Properties.Tags)).toEqual(Object.entries(tags));
            expect(Resources.RunJobDefinition.Properties.ContainerProperties.Command).toEqual(Object.values(tags));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([exportCloudFormation, exportCdk])(
    'is refused where CloudFormation would call a function (%#)',
    (exportIt) => {
      for (const key of ['Ref', 'Fn::GetAZs']) {
        const result = exportIt(
          { ...ON_DEMAND, jobQueues: [{ ...ON_DEMAND.jobQueues[0], tags: { [key]: 'main' } }] },
          NETWORK,
        );
        expect(result.ok ? [] : result.problems).toMatchObject([{ path: `batch.jobQueues[0].tags.${key}` }]);
      }
      expect(exportIt(withHostileTags({ Reference: 'main', ref: 'Ref' }), NETWORK).ok).toBe(true);
    },
  );

  it.each([exportCloudFormation, exportCdk])(
    'is a warning where CloudFormation would put a parameter (%#)',
    (exportIt) => {
      const [queue] = ON_DEMAND.jobQueues;
      const result = exportIt({ ...ON_DEMAND, jobQueues: [{ ...queue, tags: { a: '{{resolve:ssm:/x}}' } }] }, NETWORK);
      expect(result.ok && result.warnings).toMatchObject([{ path: 'batch.jobQueues[0].tags.a' }]);
    },
  );

  it('in the name of a resource made elsewhere is no variable of Fn::Sub', () => {
    const [definition] = MULTI_NODE.jobDefinitions ?? [];
    const elsewhere = `a\${b}`;
    const consumableResourceList = [{ consumableResource: elsewhere, quantity: 1 }];
    const jobDefinitions = [{ ...definition, consumableResourceProperties: { consumableResourceList } }];
    const { Properties } = resourcesOf({ ...MULTI_NODE, jobDefinitions }).MpiJobDefinition;
    const [{ ConsumableResource }] = Properties.ConsumableResourceProperties.ConsumableResourceList;
    expect(ConsumableResource['Fn::Sub']).toMatch(/\/a\$\{!b\}$/);
  });

  it.each(['no', 'y', '1:30', '<<', '=', '~', '0o7', '1_000', '!Ref x', '- a', '#', 'a: b', '2001-01-01', ''])(
    'is not taken for anything else: %j',
    (text) => {
      const read = parse(templateText(withHostileTags({ [text]: text })), { version: '1.1' });
      expect(Object.entries(read.Resources.WorkJobQueue.Properties.Tags)).toEqual([[text, text]]);
    },
  );
});
