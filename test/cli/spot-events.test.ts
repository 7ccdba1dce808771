import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarioFrom } from '../../src/scenario/load.ts';
import { runHere, temporaryFolder } from '../support/cli.ts';
import { labConfig } from '../support/lab.ts';

const RUNS = [
  'instance_id,instance_type,zone,hours',
  ...Array.from({ length: 100 }, (_, index) => `i-${index},m5.large,us-east-1${index % 2 === 0 ? 'a' : 'b'},10`),
].join('\n');
const EVENTS = JSON.stringify({
  Records: [
    {
      eventName: 'BidEvictedEvent',
      serviceEventDetails: { instanceIdSet: ['i-0', 'i-2', 'i-4', 'i-6', 'i-8', 'i-10'] },
    },
  ],
});

function imported(...flags: readonly string[]) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'runs.csv'), RUNS);
  writeFileSync(join(cwd, 'trail.json'), EVENTS);
  return runHere(['import', '--spot-events', 'runs.csv', 'trail.json', ...flags], { cwd });
}

describe('import --spot-events', () => {
  it('prints rates per pool and what to put into the scenario, which a scenario then accepts', async () => {
    const { exitCode, out } = await imported('--json');
    expect(exitCode).toBe(0);
    const evidence = JSON.parse(out);
    expect(evidence.zones).toEqual({ 'us-east-1a': 0, 'us-east-1b': 1 });
    // Six reclaims in 500 h of zone a, none in zone b: only pools with three or more override their prior.
    const hazards = evidence.assumptions.spot.poolHazardsPerHour;
    expect(Object.keys(hazards).sort()).toEqual(['*', 'm5.large', 'm5.large/0']);
    expect(hazards['m5.large/0']).toBeGreaterThan(hazards['m5.large']);
    const scenario = scenarioFrom({
      version: 1,
      workload: { synthetic: {} },
      batch: labConfig({ type: 'SPOT', instanceTypes: ['m5.large'] }),
      assumptions: evidence.assumptions,
    });
    expect(scenario).toMatchObject({ ok: true, value: { assumptions: { spot: { poolHazardsPerHour: hazards } } } });
  });

  it('says in text what it used and what it left to the prior', async () => {
    const { out } = await imported();
    expect(out).toMatch(/m5\.large\/0 +6 +500 h .* used/);
    expect(out).toMatch(/m5\.large\/1 +0 +500 h .* prior kept/);
  });

  it('refuses flags that would change nothing', async () => {
    const { exitCode, error } = await imported('--to', 'jobs.csv');
    expect([exitCode, error]).toEqual([2, expect.stringContaining('are about traces')]);
    const trace = await runHere(['import', 'scenarios/none.csv', '--instance-hours', '3']);
    expect([trace.exitCode, trace.error]).toEqual([2, expect.stringContaining('are about --spot-events')]);
  });

  it('wants something to import', async () => {
    const { exitCode, error } = await runHere(['import']);
    expect([exitCode, error]).toEqual([2, expect.stringContaining('nothing to import')]);
  });
});
