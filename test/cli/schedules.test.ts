/** A scenario of EventBridge schedules on the command line: every verb that takes a workload takes this one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/built.ts';
import { runBuilt, runHere, temporaryFolder } from '../support/cli.ts';

const FILE = 'scenarios/schedules.yaml';
const TEXT = readFileSync(join(ROOT, FILE), 'utf8');

describe('schedules', () => {
  it('are simulated, as reviewed, by the built command too', async () => {
    const ran = await runBuilt(['simulate', FILE, '--json']);
    expect([ran.exitCode, ran.error]).toEqual([0, '']);
    await expect(ran.out).toMatchFileSnapshot('../golden/cli/simulate-schedules.json');
    expect((await runHere(['simulate', FILE, '--json', '--assert-invariants'])).out).toBe(ran.out);
  });

  it('are varied by their expressions', async () => {
    const path = 'workload.schedules.rules[nightly-load].scheduleExpression';
    const values = '"cron(0,30 0 * * ? *)"';
    const flags = ['--replications', '2', '--json'];
    const ran = await runHere(['sweep', FILE, '--vary', `${path}=${values}`, ...flags]);
    expect([ran.exitCode, ran.error]).toEqual([0, '']);
    const { points } = JSON.parse(ran.out);
    expect(points.map(({ values: at }: { values: Record<string, string> }) => at[path])).toEqual([
      'cron(30 2 * * ? *)',
      'cron(0,30 0 * * ? *)',
    ]);
    // 7 nights of two arrays for 6 of one.
    const jobs = points.map(({ result }: { result: { jobs: { submitted: number } } }) => result.jobs.submitted);
    expect(jobs[1] - jobs[0]).toBe((14 - 6) * 240);
  });

  it('grow, with their clock as it was', async () => {
    const submittedWith = async (...flags: string[]) =>
      JSON.parse((await runHere(['simulate', FILE, '--json', '--replications', '1', ...flags])).out).jobs.submitted;
    expect(await submittedWith('--growth', '2')).toBe(2 * (await submittedWith()));
  });

  it('are held to thresholds, searched for and exported', async () => {
    const check = await runHere(['check', FILE, '--replications', '2', '--threshold', 'p95(wait) < 1h', '--json']);
    expect(check.exitCode).toBe(4);
    const plan = join(temporaryFolder(), 'plan.json');
    const small = TEXT.replace('days: 7', 'days: 1').replace('size: 240', 'size: 60');
    const flags = ['--out', plan, '--replications', '2', '--budget', '3000', '--quiet'];
    const optimized = await runHere(['optimize', '-', ...flags], { stdin: small });
    expect([optimized.exitCode, optimized.error]).toEqual([0, '']);
    const { recommended, floor } = JSON.parse(readFileSync(plan, 'utf8'));
    expect(recommended.batch.jobQueues).toMatchObject([{ jobQueueName: 'main' }]);
    expect(floor.usd).toBeGreaterThan(0);
    expect((await runHere(['export', FILE, '--to', 'cloudformation'])).exitCode).toBe(0);
  });

  it('that EventBridge would refuse are refused with exit code 3, each with its line', async () => {
    const stdin = TEXT.replace('rate(1 hour)', 'rate(2 hour)').replace('cron(0 5 ? *', 'cron(0 5 * *');
    const ran = await runHere(['simulate', '-'], { stdin });
    expect(ran.exitCode).toBe(3);
    const lineOf = (words: string) => stdin.split('\n').findIndex((line) => line.includes(words)) + 1;
    expect(ran.error.trim().split('\n')).toEqual([
      expect.stringContaining(
        `:${lineOf('cron(0 5 * *')}  workload.schedules.rules[1].scheduleExpression: day-of-month`,
      ),
      expect.stringContaining(
        `:${lineOf('rate(2 hour)')}  workload.schedules.rules[2].scheduleExpression: rate(2 hour)`,
      ),
    ]);
  });

  it('tell what is wrong with expressions together with all else', async () => {
    // In the order of their lines. A field of the wrong kind, below, leaves the queues unread, and not the expressions.
    const stdin = TEXT.replace('jobQueue: main, jobDefinition: report', 'jobQueue: mian, jobDefinition: report')
      .replace('cron(0 5 ? *', 'cron(0 5 * *')
      .replace('Europe/Berlin', 'Europe/Berln');
    const pathsOf = async (text: string) =>
      (await runHere(['simulate', '-'], { stdin: text })).error
        .trim()
        .split('\n')
        .map((line) => line.replace(/^.*? {2}(\S+):.*$/, '$1'));
    const expressions = [
      'workload.schedules.rules[0].scheduleExpressionTimezone',
      'workload.schedules.rules[1].scheduleExpression',
    ];
    expect(await pathsOf(stdin)).toEqual([...expressions, 'workload.schedules.rules[1].target.jobQueue']);
    const unsound = stdin.replace('runtimeMinutes: 20', 'runtimeMinutes: 0').replace('start: 2026-03-26T', 'start: T');
    expect(await pathsOf(unsound)).toEqual([
      'workload.schedules.start',
      ...expressions,
      'workload.schedules.rules[1].runtimeMinutes',
    ]);
  });

  it('tell of a rule that starts nothing', async () => {
    const stdin = TEXT.replace('cron(0 20 L * ? *)', 'at(2027-01-01T00:00:00)');
    const { out } = await runHere(['simulate', '-', '--json', '--replications', '1'], { stdin });
    expect(JSON.parse(out).warnings[0]).toMatch(
      /:43 {2}workload\.schedules\.rules\[3\]: month-end starts no job: at\(2027-01-01T00:00:00\) does not fire from 2026-03-26T00:00Z/,
    );
  });
});
