import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runHere, temporaryFolder } from '../support/cli.ts';

/** One 2-hour job on Spot; the pool is up for an hour, down for half an hour, then up. */
const SERIES = JSON.stringify({ metadata: { gap_seconds: 1800 }, data: [1, 1, 0, 1, 1, 1, 1, 1, 1, 1] });
const PRICES = JSON.stringify({
  SpotPriceHistory: [
    price('2026-01-01T00:00:00Z', '0.03'),
    price('2026-01-01T01:00:00Z', '0.5'),
    price('2026-01-01T02:00:00Z', '0.03'),
  ],
});

function price(Timestamp: string, SpotPrice: string) {
  return {
    AvailabilityZone: 'us-east-1a',
    InstanceType: 'm5.large',
    ProductDescription: 'Linux/UNIX',
    SpotPrice,
    Timestamp,
  };
}

function scenario(spot: object, bidPercentage?: number) {
  return JSON.stringify({
    version: 1,
    workload: { trace: { path: 'jobs.csv' } },
    batch: {
      computeEnvironments: [
        {
          computeEnvironmentName: 'spot',
          type: 'MANAGED',
          computeResources: {
            type: 'SPOT',
            allocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED',
            minvCpus: 0,
            maxvCpus: 2,
            instanceTypes: ['m5.large'],
            bidPercentage,
          },
        },
      ],
      jobQueues: [
        { jobQueueName: 'q', priority: 1, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'spot' }] },
      ],
      defaultRetryStrategy: { attempts: 3 },
    },
    assumptions: { preset: 'ideal', zones: 1, spot },
    replications: 1,
  });
}

const JOBS = 'job_id,submit_s,run_s,vcpus,memory_mib\na,0,7200,2,1024\n';
function simulate(spot: object, files: Readonly<Record<string, string | Uint8Array>>, bidPercentage?: number) {
  const cwd = temporaryFolder();
  const all = { 'scenario.json': scenario(spot, bidPercentage), 'jobs.csv': JOBS, ...files };
  for (const [name, content] of Object.entries(all)) writeFileSync(join(cwd, name), content);
  return runHere(['simulate', 'scenario.json', '--json', '--no-progress'], { cwd });
}

describe('recordings a scenario names', () => {
  const replay = { model: 'replay', replay: { files: { 'm5.large/0': 'up.json' } } };

  it('replays a series file beside the scenario, plain or packed', async () => {
    // Lost at 1 h, refused until 1.5 h, done 2 h later: makespan 3.5 h.
    for (const content of [SERIES, gzipSync(SERIES)]) {
      const { exitCode, out, error } = await simulate(replay, { 'up.json': content });
      expect(error).not.toContain('error');
      expect(exitCode).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ makespanSeconds: { mean: 12_600 }, spot: { interruptions: 1 } });
    }
  });

  it('replays a price history: lost while the price is above On-Demand', async () => {
    // Above the ceiling from 1 h to 2 h: lost at 1 h, again from 2 h for 2 h.
    const { out, exitCode } = await simulate(
      { model: 'price-history', priceHistory: 'prices.json' },
      { 'prices.json': PRICES },
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ makespanSeconds: { mean: 14_400 }, spot: { interruptions: 1 } });
  });

  it('holds a price history to the bid of the environments', async () => {
    // m5.large is $0.096 an hour: 40 % of it are above 0.03, 30 % are not.
    const spot = { model: 'price-history', priceHistory: 'prices.json' };
    const within = await simulate(spot, { 'prices.json': PRICES }, 40);
    expect(JSON.parse(within.out)).toMatchObject({ makespanSeconds: { mean: 14_400 } });
    expect(within.error).not.toContain('bidPercentage');
    const beyond = await simulate(spot, { 'prices.json': PRICES }, 30);
    expect(JSON.parse(beyond.out)).toMatchObject({ jobs: { neverRan: 1 } });
  });

  it('names file, field and remedy when something is wrong with them', async () => {
    const missing = await simulate(replay, {});
    expect(missing.exitCode).toBe(3);
    expect(missing.error).toContain('up.json');
    expect(missing.error).toContain('assumptions.spot.replay.files["m5.large/0"]');
    const broken = await simulate(replay, { 'up.json': '{"metadata":{"gap_seconds":0},"data":[1,-1]}' });
    expect(broken.exitCode).toBe(3);
    expect(broken.error).toMatch(/metadata\.gap_seconds/);
    expect(broken.error).toMatch(/data\[1\]/);
  });

  it('refuses a recorded model without its recording, and a zone that does not exist', async () => {
    const none = await simulate({ model: 'replay' }, {});
    expect(none.exitCode).toBe(3);
    expect(none.error).toMatch(/assumptions\.spot\.replay: the model replay needs recorded files - for example/);
    const prices = await simulate({ model: 'price-history' }, {});
    expect(prices.error).toMatch(/assumptions\.spot\.priceHistory: the model price-history needs a file - save/);
    const zone = await simulate(
      { model: 'replay', replay: { files: { 'm5.large/1': 'up.json' } } },
      { 'up.json': SERIES },
    );
    expect(zone.error).toContain('there is no zone 1');
  });

  it('says when a recording is given in vain', async () => {
    const { error, out } = await simulate({ model: 'none', replay: replay.replay }, { 'up.json': SERIES });
    expect(`${error}${out}`).toContain('the model none does not use it');
  });
});
