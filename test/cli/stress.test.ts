import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHere, temporaryFolder } from '../support/cli.ts';
import { labConfig } from '../support/lab.ts';

/** Twenty jobs of half an hour and one of 100 h, all on Spot at the rate given, retried up to ten times. */
function scenario(hazardPerHour: number) {
  const rows = Array.from({ length: 20 }, (_, job) => `j${job},${job * 600},1800,1,2048,short`);
  return {
    'jobs.csv': `job_id,submit_s,run_s,vcpus,memory_mib,job_definition\n${rows.join('\n')}\nlong,0,360000,1,2048,training\n`,
    'scenario.json': JSON.stringify({
      version: 1,
      workload: { trace: { path: 'jobs.csv' } },
      batch: {
        ...labConfig({ type: 'SPOT', instanceTypes: ['m5'], maxvCpus: 64 }),
        defaultRetryStrategy: { attempts: 10 },
      },
      assumptions: { spot: { model: 'advisor', hazardPerHour } },
      replications: 2,
    }),
  };
}

function run(verb: string, hazardPerHour: number, ...flags: readonly string[]) {
  const cwd = temporaryFolder();
  for (const [name, content] of Object.entries(scenario(hazardPerHour))) writeFileSync(join(cwd, name), content);
  return runHere([verb, 'scenario.json', '--no-progress', ...flags], { cwd });
}

describe('simulate --stress --checkpoint-advice', () => {
  it('adds both to the JSON and leaves the rest as it is', async () => {
    const plain = JSON.parse((await run('simulate', 0.15, '--json')).out);
    const { exitCode, out } = await run('simulate', 0.15, '--json', '--stress', '--checkpoint-advice');
    expect(exitCode).toBe(0);
    const { stress, checkpointAdvice, ...rest } = JSON.parse(out);
    expect(rest).toEqual(plain);
    expect(stress.storms.map(({ storm }: { storm: string }) => storm)).toEqual([
      'largest-pool-offline',
      'zone-loses-family',
      'hazard-x0.1',
      'hazard-x10',
      'spot-prices-up',
      'double-arrivals',
      'long-tail',
    ]);
    expect(checkpointAdvice).toMatchObject([
      { jobDefinition: 'short', refusedJobs: 0 },
      { jobDefinition: 'training', refusedJobs: 1 },
    ]);
  });

  it('says both in words', async () => {
    const { out } = await run('simulate', 0.15, '--stress', '--checkpoint-advice');
    expect(out).toMatch(/^Named weather: survives \d of 7 storms/m);
    expect(out).toContain('survives = no more jobs are lost');
    // Fair weather is no second reading of the figures above: they are of the scenario's first replications.
    expect(out).toContain('storm (other seeds) ');
    expect(out).toMatch(/refused on Spot without\s+checkpoints/);
    const added = out.slice(out.indexOf('Named weather'));
    for (const line of added.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  });

  it('is not part of CSV and markdown', async () => {
    const { exitCode, error } = await run('simulate', 0.15, '--stress', '--format', 'csv');
    expect([exitCode, error]).toEqual([2, expect.stringContaining('use --format text or json')]);
  });
});

describe('optimize --stress', () => {
  it('says whether the recommendation survives, and notes jobs that do not belong on Spot', {
    timeout: 120_000,
  }, async () => {
    const { exitCode, out } = await run('optimize', 0.01, '--stress', '--json', '--budget', '2000');
    expect(exitCode).toBe(0);
    const { stress, verdict } = JSON.parse(out);
    expect(stress.storms).toHaveLength(7);
    expect(stress.fairWeather.map(({ name }: { name: string }) => name)).toEqual(
      verdict === 'change' ? ['current', 'recommended'] : ['current'],
    );
  });
});
