/** The CDK export, run as its user would run it: type-checked with tsc, then synthesised by aws-cdk-lib. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exportCdk } from '../../src/export/cdk.ts';
import { exportCloudFormation } from '../../src/export/cloudformation.ts';
import type { NetworkSettings } from '../../src/export/index.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { ROOT } from '../support/built.ts';
import { FULL, NETWORK, SPOT_BEST_FIT, TEMPLATE_CONFIGS } from './configs.ts';
import { withHostileTags } from './hostile.ts';

const GIVEN: NetworkSettings = {
  ...NETWORK,
  spotIamFleetRole: 'arn:aws:iam::111122223333:role/aws-ec2-spot-fleet-tagging-role',
};

const PLACEHOLDER = `\${key}`;
const HOSTILE = withHostileTags({
  'a"b': `it's \`$(x)\` \${y} \\ \n\u2028 */ // é😀`,
  [PLACEHOLDER]: '"',
  '[x]': '{{resolve:ssm:x}}',
});

interface Case {
  readonly name: string;
  readonly config: BatchConfig;
  readonly network: NetworkSettings;
}

const CASES: readonly Case[] = [
  ...TEMPLATE_CONFIGS.map(([name, config]) => ({ name, config, network: GIVEN })),
  { name: 'hostile tags', config: HOSTILE, network: GIVEN },
  { name: 'nothing given', config: FULL, network: {} },
  { name: 'no role given', config: SPOT_BEST_FIT, network: NETWORK },
];

describe('the CDK stack', () => {
  // Inside the project, so that aws-cdk-lib is found; node_modules/.cache is nobody's source.
  let folder = '';
  let templates: Readonly<Record<string, unknown>> = {};

  beforeAll(() => {
    mkdirSync(join(ROOT, 'node_modules/.cache'), { recursive: true });
    folder = mkdtempSync(join(ROOT, 'node_modules/.cache/cdk-'));
    for (const [index, { config, network }] of CASES.entries()) {
      writeFileSync(join(folder, `stack-${index}.ts`), sourceOf(config, network));
    }
    writeFileSync(join(folder, 'synthesise.ts'), SYNTHESISE);
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', join(folder, 'synthesise.ts')], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    templates = JSON.parse(stdout);
  }, 180_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('passes the type checker under strict rules', { timeout: 180_000 }, () => {
    const files = CASES.map((_, index) => join(folder, `stack-${index}.ts`));
    const flags =
      '--noEmit --strict --noUnusedLocals --noUnusedParameters --skipLibCheck --target es2022 --module nodenext --types node';
    const { stdout, status } = spawnSync('npx', ['tsc', '--ignoreConfig', ...flags.split(' '), ...files], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it.each(CASES.map(({ name }, index) => [name, index] as const))(
    'for %s synthesises the CloudFormation export',
    (_name, index) => {
      const { config, network } = CASES[index];
      const wanted = templateOf(config, { ...GIVEN, ...network });
      const { Description, Resources, Outputs } = templates[index] as typeof wanted;
      expect({ Description, Resources, Outputs }).toEqual({
        Description: wanted.Description,
        Resources: wanted.Resources,
        Outputs: wanted.Outputs,
      });
    },
  );

  it('asks for what is missing with required props, and for nothing else', () => {
    expect(sourceOf(SPOT_BEST_FIT, NETWORK)).toContain('readonly spotIamFleetRole: string;');
    expect(sourceOf(SPOT_BEST_FIT, NETWORK)).not.toContain('readonly subnets');
    expect(sourceOf(FULL, GIVEN)).toContain('export type BatchPlanStackProps = StackProps;');
  });
});

function sourceOf(config: BatchConfig, network: NetworkSettings): string {
  const result = exportCdk(config, network, { title: 'a */ title', region: 'us-east-1' });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value[0].content;
}

function templateOf(config: BatchConfig, network: NetworkSettings) {
  const result = exportCloudFormation(config, network, { title: 'a */ title', region: 'us-east-1' });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return parse(result.value[0].content, { version: '1.1' });
}

/** Every prop is handed over; a stack that does not ask for it does not look at it. */
const SYNTHESISE = `import { App } from 'aws-cdk-lib';
${CASES.map((_, index) => `import { BatchPlanStack as Stack${index} } from './stack-${index}.ts';`).join('\n')}
const app = new App({ analyticsReporting: false });
const props = ${JSON.stringify(GIVEN)};
const stacks: any[] = [${CASES.map((_, index) => `new Stack${index}(app, 'Stack${index}', props as any)`).join(', ')}];
const assembly = app.synth();
process.stdout.write(JSON.stringify(stacks.map((stack) => assembly.getStackByName(stack.stackName).template)));
`;
