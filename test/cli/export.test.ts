/** `export` on the command line: where files go, what is refused, and that a dry run leaves everything as it is. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../src/cli/program.ts';
import { ROOT } from '../support/built.ts';
import { contentsOf, runHere, temporaryFolder } from '../support/cli.ts';

const SCENARIO = join(ROOT, 'scenarios/spot-then-on-demand.yaml');
const SETTINGS = ['--subnets', 'subnet-1', '--security-groups', 'sg-1', '--instance-role', 'ecsInstanceRole'];
const ONE_FILE: Readonly<Record<string, string>> = {
  cloudformation: 'template.yaml',
  cdk: 'batch-plan-stack.ts',
  terraform: 'main.tf',
  nextflow: 'nextflow.config',
};

describe('export', () => {
  it.each(EXPORT_FORMATS)('to %s writes what it prints', async (format) => {
    const cwd = temporaryFolder();
    const words = ['export', SCENARIO, '--to', format, ...SETTINGS];
    const printed = await runHere(words, { cwd });
    const written = await runHere([...words, '--out', 'made'], { cwd });
    expect([printed.exitCode, written.exitCode, written.out]).toEqual([0, 0, '']);
    for (const name of readdirSync(join(cwd, 'made'))) {
      expect(printed.out).toContain(readFileSync(join(cwd, 'made', name), 'utf8'));
    }
  });

  it.each(Object.entries(ONE_FILE))(
    'to %s is one file, which is printed bare and may be piped on',
    async (format, name) => {
      const cwd = temporaryFolder();
      const words = ['export', SCENARIO, '--to', format];
      const { out } = await runHere([...words, '--out', '-'], { cwd });
      await runHere([...words, '--out', 'made'], { cwd });
      expect(readdirSync(join(cwd, 'made'))).toEqual([name]);
      expect(out).toBe(readFileSync(join(cwd, 'made', name), 'utf8'));
    },
  );

  it.each(EXPORT_FORMATS)('to %s with --dry-run names the files and writes none', async (format) => {
    const cwd = temporaryFolder();
    const words = ['export', SCENARIO, '--to', format, '--out', 'made', '--dry-run', ...SETTINGS];
    const { exitCode, out, error } = await runHere(words, { cwd });
    expect([exitCode, out]).toEqual([0, '']);
    expect(error).toContain(`would write to made: ${ONE_FILE[format] ?? '01-create-compute-environment-'}`);
    const asJson = await runHere([...words, '--json'], { cwd });
    const { dryRun, files } = JSON.parse(asJson.out) as { dryRun: boolean; files: { path: string }[] };
    expect([dryRun, error]).toEqual([true, expect.stringContaining(files.map(({ path }) => path).join(', '))]);
    expect(existsSync(join(cwd, 'made'))).toBe(false);
  });

  it('to a folder where one file cannot be written leaves all the others as they were', async () => {
    const cwd = temporaryFolder();
    const words = ['export', SCENARIO, '--to', 'aws-cli', '--out', 'made', ...SETTINGS];
    await runHere(words, { cwd });
    const names = readdirSync(join(cwd, 'made'));
    const last = names[names.length - 1];
    for (const name of names.slice(0, -1)) writeFileSync(join(cwd, 'made', name), 'mine');
    rmSync(join(cwd, 'made', last));
    mkdirSync(join(cwd, 'made', last));
    const { exitCode, error } = await runHere(words, { cwd });
    expect(exitCode).toBe(2);
    expect(error).toContain(`cannot write ${join('made', last)}: it is a directory`);
    expect(readdirSync(join(cwd, 'made'))).toEqual(names);
    for (const name of names.slice(0, -1)) expect(readFileSync(join(cwd, 'made', name), 'utf8')).toBe('mine');
  });

  describe('to a folder that holds an earlier export', () => {
    const words = ['export', '-', '--to', 'aws-cli', '--out', 'made', ...SETTINGS];
    const reserve = '02-create-compute-environment-reserve.json';

    /** An export with two environments, then what `meanwhile` does, then one with the first of them. */
    async function exportedTwice(meanwhile: (folder: string) => void, ...flags: readonly string[]) {
      const cwd = temporaryFolder();
      const folder = join(cwd, 'made');
      expect((await runHere(words, { cwd, stdin: DISABLED })).exitCode).toBe(0);
      meanwhile(folder);
      const second = await runHere([...words, ...flags], { cwd, stdin: WITHOUT_RESERVE });
      expect(second.exitCode).toBe(0);
      return { ...second, folder, names: readdirSync(folder), cwd };
    }
    const NAMES_OF_SECOND = [
      '01-create-compute-environment-main.json',
      '02-create-job-queue-work.json',
      'README.md',
      'apply.sh',
      'aws-cli.sha256',
      'undo.sh',
    ];

    it('removes what that one wrote and this one does not have, nothing else, and says so', async () => {
      const mine = ['created.tsv', '03-create-compute-environment-mine.json', 'main.tf'];
      const { names, error, cwd } = await exportedTwice((folder) => {
        for (const name of mine) writeFileSync(join(folder, name), 'mine');
      });
      expect(names).toEqual([...NAMES_OF_SECOND, ...mine].sort());
      expect(error).toContain(`removed from made, of an earlier export: ${reserve}, 03-create-job-queue-work.json\n`);
      const third = await runHere(words, { cwd, stdin: WITHOUT_RESERVE });
      expect(third.error).not.toContain('earlier export');
    });

    it('leaves what was changed since, or is a link or a folder now, and says so', async () => {
      const { names, error, out, folder } = await exportedTwice((made) => {
        writeFileSync(join(made, reserve), '{ "mine": true }');
        rmSync(join(made, '03-create-job-queue-work.json'));
        symlinkSync('../elsewhere', join(made, '03-create-job-queue-work.json'));
      }, '--json');
      expect(names).toEqual([...NAMES_OF_SECOND, reserve, '03-create-job-queue-work.json'].sort());
      expect(readFileSync(join(folder, reserve), 'utf8')).toBe('{ "mine": true }');
      expect(error).toContain(
        `warning: ${join('made', reserve)} is of an earlier export and was changed since, so it stays - remove it`,
      );
      expect(JSON.parse(out)).toMatchObject({ removed: [], left: [reserve, '03-create-job-queue-work.json'] });
    });

    it.each([
      ['leads elsewhere', `${'0'.repeat(64)}  ../elsewhere\n`],
      ['is no list', 'mine\n'],
    ])('removes nothing by a list that %s', async (_what, list) => {
      const { names, error } = await exportedTwice((made) => writeFileSync(join(made, 'aws-cli.sha256'), list));
      expect(names).toContain(reserve);
      expect(error).toContain(`warning: ${join('made', 'aws-cli.sha256')} is not as an export wrote it`);
    });

    it('with --dry-run says what would go, and leaves it', async () => {
      const { names, error, out } = await exportedTwice(() => {}, '--dry-run', '--json');
      expect(names).toContain(reserve);
      expect(error).toContain(`would remove from made, of an earlier export: ${reserve}, `);
      expect(JSON.parse(out)).toMatchObject({
        dryRun: true,
        removed: [reserve, '03-create-job-queue-work.json'],
        left: [],
      });
    });

    it('keeps everything where the new export cannot be written', async () => {
      const cwd = temporaryFolder();
      await runHere(words, { cwd, stdin: DISABLED });
      rmSync(join(cwd, 'made', 'undo.sh'));
      mkdirSync(join(cwd, 'made', 'undo.sh'));
      const before = contentsOf(join(cwd, 'made'));
      expect((await runHere(words, { cwd, stdin: WITHOUT_RESERVE })).exitCode).toBe(2);
      expect(contentsOf(join(cwd, 'made'))).toEqual(before);
    });
  });

  it('to aws-cli lists its files as sha256sum does', async () => {
    const cwd = temporaryFolder();
    await runHere(['export', SCENARIO, '--to', 'aws-cli', '--out', 'made', ...SETTINGS], { cwd });
    const names = readdirSync(join(cwd, 'made')).filter((name) => name !== 'aws-cli.sha256');
    const lines = readFileSync(join(cwd, 'made', 'aws-cli.sha256'), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1);
    const expected = names.map((name) => {
      const sum = createHash('sha256')
        .update(readFileSync(join(cwd, 'made', name)))
        .digest('hex');
      return `${sum}  ${name}`;
    });
    expect(lines.sort()).toEqual(expected.sort());
  });

  it.each([
    ['a file', ['export', 'a.yaml', '--to', 'terraform', '--out', 'a.yaml'], 'cannot write a.yaml/main.tf: a part of'],
    ['below a file', ['export', 'a.yaml', '--out', 'a.yaml/x', ...SETTINGS], 'a part of the path is not a directory'],
    ['a circle', ['export', 'a.yaml', '--out', 'circle', ...SETTINGS], 'its links lead round in a circle'],
    [
      'the folder of the scenario, whose name is the output’s',
      ['export', 'template.yaml', '--to', 'cloudformation', '--out', '.'],
      '--out template.yaml would overwrite a file that is read',
    ],
  ])('to %s is refused', async (_what, words, message) => {
    const cwd = temporaryFolder();
    for (const name of ['a.yaml', 'template.yaml']) writeFileSync(join(cwd, name), DISABLED);
    symlinkSync('circle', join(cwd, 'circle'));
    const { exitCode, error } = await runHere(words, { cwd });
    expect([exitCode, error]).toEqual([2, expect.stringContaining(message)]);
    expect(readdirSync(cwd)).toEqual(['a.yaml', 'circle', 'template.yaml']);
    expect(readFileSync(join(cwd, 'template.yaml'), 'utf8')).toBe(DISABLED);
  });

  it('to a folder prints the same as JSON when that is asked for as well', async () => {
    const cwd = temporaryFolder();
    const { out } = await runHere(['export', SCENARIO, '--to', 'terraform', '--out', 'made', '--json'], { cwd });
    const { files } = JSON.parse(out) as { files: { path: string; content: string }[] };
    expect(files.map(({ path }) => path)).toEqual(['main.tf']);
    expect(files[0].content).toBe(readFileSync(join(cwd, 'made/main.tf'), 'utf8'));
  });

  it('to nextflow says that it makes nothing and needs the queues', async () => {
    const { error } = await runHere(['export', SCENARIO, '--to', 'nextflow']);
    expect(error).toContain('note: nothing is created; these queues must exist: ');
    expect(error).not.toContain('must not exist');
  });

  it('to aws-cli takes ids with commas or blanks between, or a flag for each', async () => {
    const words = ['export', SCENARIO, '--to', 'aws-cli', '--security-groups', 'sg-1', '--instance-role', 'r'];
    const commas = await runHere([...words, '--subnets', 'subnet-1,subnet-2']);
    const blanks = await runHere([...words, '--subnets', 'subnet-1 subnet-2']);
    expect(commas.exitCode).toBe(0);
    expect(blanks).toEqual(commas);
    expect(await runHere([...words, '--subnets', 'subnet-1', '--subnets', 'subnet-2'])).toEqual(commas);
  });

  it('to aws-cli refuses what lacks settings, where templates ask for them', async () => {
    const refused = await runHere(['export', SCENARIO, '--to', 'aws-cli']);
    expect(refused.exitCode).toBe(3);
    expect(refused.error).toContain('give --subnets');
    const { exitCode, out } = await runHere(['export', SCENARIO, '--to', 'terraform']);
    expect(exitCode).toBe(0);
    expect(out).toContain('variable "subnets"');
  });

  it('tells on standard error what is left to do by hand, and exports all the same', async () => {
    const { exitCode, out, error } = await runHere(['export', '-', '--to', 'cloudformation'], { stdin: DISABLED });
    expect(exitCode).toBe(0);
    expect(error).toContain('warning: batch.computeEnvironments[1].state: "reserve" is written as ENABLED');
    expect(out).toContain('# To do by hand: batch.computeEnvironments[1].state');
  });

  it('names all that is made, and what gets a new revision, under the prefix where one is given', async () => {
    const stdin = `${DISABLED}  consumableResources: [{ consumableResourceName: licence, totalQuantity: 2 }]
  jobDefinitions:
    - jobDefinitionName: align
      type: container
      containerProperties:
        image: busybox
        resourceRequirements: [{ type: VCPU, value: '1' }, { type: MEMORY, value: '512' }]
`;
    const noteOf = async (...flags: readonly string[]) => {
      const { exitCode, error } = await runHere(['export', '-', ...flags], { stdin });
      expect(exitCode, error).toBe(0);
      return /^note: these are created and must not exist yet: (.*) \(--name-prefix/m.exec(error)?.[1];
    };
    const revision = 'these get a new revision where they exist:';
    expect(await noteOf('--to', 'cloudformation')).toBe(`main, reserve, work, licence; ${revision} align`);
    expect(await noteOf('--to', 'cloudformation', '--name-prefix', 'n-')).toBe(
      `n-main, n-reserve, n-work, n-licence; ${revision} n-align`,
    );
    // Terraform's provider makes no consumable resources.
    expect(await noteOf('--to', 'terraform')).toBe(`main, reserve, work; ${revision} align`);
  });

  it('takes a plan file as it takes a scenario', async () => {
    const cwd = temporaryFolder();
    const batch = {
      computeEnvironments: [
        {
          computeEnvironmentName: 'main',
          type: 'MANAGED',
          computeResources: {
            type: 'SPOT',
            maxvCpus: 4,
            instanceTypes: ['c6i'],
            allocationStrategy: 'SPOT_CAPACITY_OPTIMIZED',
          },
        },
      ],
      jobQueues: [
        { jobQueueName: 'work', priority: 1, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'main' }] },
      ],
    };
    const plan = { scenario: 'nightly', recommended: { batch }, data: { region: 'eu-west-1' } };
    writeFileSync(join(cwd, 'plan.json'), JSON.stringify(plan));
    const { exitCode, out } = await runHere(['export', 'plan.json', '--to', 'nextflow', '--name-prefix', 'new-'], {
      cwd,
    });
    expect(exitCode).toBe(0);
    expect(out).toContain("queue = 'new-work'");
    expect(out).toContain("region = 'eu-west-1'");
    expect(out).toContain('from nightly');
  });
});

const DISABLED = `version: 1
name: two
region: us-east-1
workload: { synthetic: {} }
batch:
  computeEnvironments:
    - { computeEnvironmentName: main, type: MANAGED, computeResources: { type: EC2, maxvCpus: 8, instanceTypes: [c6i] } }
    - { computeEnvironmentName: reserve, type: MANAGED, state: DISABLED, computeResources: { type: EC2, maxvCpus: 8, instanceTypes: [c6i] } }
  jobQueues:
    - jobQueueName: work
      priority: 1
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: main }, { order: 2, computeEnvironment: reserve }]
`;

const WITHOUT_RESERVE = DISABLED.replace(/ {4}- .*reserve.*\n/, '').replace(
  ', { order: 2, computeEnvironment: reserve }',
  '',
);
