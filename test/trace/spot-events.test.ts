import { describe, expect, it } from 'vitest';
import { replicationSeed } from '../../src/models/random.ts';
import { calibrate } from '../../src/models/spot/calibration.ts';
import { createSpotMarket } from '../../src/models/spot/index.ts';
import { readSpotEvents } from '../../src/trace/spot-events.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const HOUR_MS = 3_600_000;
const read = async (...texts: readonly string[]) =>
  readSpotEvents(texts.map((text, index) => ({ fileName: `file${index}`, source: [text] })));

async function history(...texts: readonly string[]) {
  const result = await read(...texts);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

/** As in the EC2 user guide. */
const EVICTION = JSON.stringify({
  Records: [
    {
      eventVersion: '1.05',
      eventTime: '2016-08-16T22:30:00Z',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'BidEvictedEvent',
      awsRegion: 'us-east-2',
      eventType: 'AwsServiceEvent',
      serviceEventDetails: { instanceIdSet: ['i-1eb2ac8eEXAMPLE', 'i-2'] },
    },
    { eventName: 'RunInstances' },
  ],
});
const WARNING = JSON.stringify({
  version: '0',
  'detail-type': 'EC2 Spot Instance Interruption Warning',
  source: 'aws.ec2',
  time: '2026-01-01T00:00:00Z',
  resources: ['arn:aws:ec2:us-east-2a:instance/i-2'],
  detail: { 'instance-id': 'i-2', 'instance-action': 'terminate' },
});

describe('Spot events', () => {
  it('are read from CloudTrail and EventBridge, each instance once', async () => {
    const found = await history(EVICTION, WARNING);
    expect([...found.reclaimedIds]).toEqual(['i-1eb2ac8eEXAMPLE', 'i-2']);
    expect(found).toMatchObject({ counts: { cloudTrail: 1, warnings: 1 }, ignored: 1 });
  });

  it('are found inside `aws cloudtrail lookup-events` too', async () => {
    const record = JSON.parse(EVICTION).Records[0];
    const found = await history(JSON.stringify({ Events: [{ CloudTrailEvent: JSON.stringify(record) }] }));
    expect(found.reclaimedIds.size).toBe(2);
  });

  it('count a container instance once, however many attempts it took with it', async () => {
    const attempt = (arn: string, startedAt: number, stoppedAt: number, statusReason?: string) => ({
      container: { containerInstanceArn: arn },
      startedAt: startedAt * HOUR_MS,
      stoppedAt: stoppedAt * HOUR_MS,
      statusReason,
    });
    const lost = 'Host EC2 (instance i-0abc) terminated.';
    const jobs = [
      {
        jobId: 'a',
        createdAt: HOUR_MS,
        jobQueue: 'q',
        attempts: [attempt('host1', 1, 3, lost), attempt('host2', 4, 6)],
      },
      { jobId: 'b', createdAt: HOUR_MS, jobQueue: 'q', attempts: [attempt('host1', 2, 3, lost)] },
    ];
    const found = await history(JSON.stringify({ jobs }));
    // host1 from 1 to 3, host2 from 4 to 6: 4 h; one host lost.
    expect(found.attempts).toEqual({ count: 3, hours: 4, hostsLost: 1 });
    expect([...found.lostHostIds]).toEqual(['i-0abc']);
    expect(found.starts).toEqual([
      { queue: 'q', createdMs: HOUR_MS, startedMs: HOUR_MS, stoppedMs: 6 * HOUR_MS },
      { queue: 'q', createdMs: HOUR_MS, startedMs: 2 * HOUR_MS, stoppedMs: 3 * HOUR_MS },
    ]);
  });

  it('take the RUNNABLE moment from state changes', async () => {
    const event = (status: string, time: string, rest: object = {}) =>
      JSON.stringify({ 'detail-type': 'Batch Job State Change', time, detail: { jobId: 'a', status, ...rest } });
    const start = Date.parse('2026-01-01T00:01:00Z');
    const found = await history(
      `${event('RUNNABLE', '2026-01-01T00:00:05Z')}\n${event('SUCCEEDED', '2026-01-01T01:00:00Z', {
        createdAt: start - 60_000,
        startedAt: start,
        stoppedAt: start + 1000,
      })}`,
    );
    expect(found.starts).toMatchObject([{ runnableMs: start - 55_000, startedMs: start }]);
  });

  it('refuse a CSV that does not list instances, and name the rows that are wrong', async () => {
    expect(await read('a,b\n1,2\n')).toMatchObject({ ok: false, problems: [{ file: 'file0', line: 1 }] });
    const rows = 'instance_id,instance_type,zone,hours\ni-1,m5.large,a,\ni-2,,a,3\ni-3,m5.large,a,4\n';
    expect(await read(rows)).toMatchObject({ ok: false, problems: [{ line: 2 }, { line: 3, path: 'instance_type' }] });
    expect(await read('')).toMatchObject({ ok: false, problems: [{ message: 'the file is empty' }] });
  });
});

describe('a history that the simulator itself wrote', () => {
  it('gives its hazard back within the 90 % interval', { timeout: 60_000 }, async () => {
    // 2,000 jobs of 5 h, an instance each, at .05 reclaims an hour: about 500 reclaims.
    const assumptions = ideal({ zones: 2 });
    const spot = { ...assumptions.spot, model: 'advisor' as const, hazardPerHour: 0.05 };
    const market = createSpotMarket({ assumptions: spot, seed: replicationSeed(3, 0) });
    if (!market.ok) throw new Error('no market');
    const jobs = Array.from({ length: 2000 }, () => ({ submitMs: 0, runMs: 5 * HOUR_MS, vcpus: 1, attempts: 10 }));
    const { instances } = replay(
      workloadOf(jobs),
      labConfig({ type: 'SPOT', instanceTypes: ['lab.1'] }),
      labWorld([labType('lab.1', 1, 100)], { assumptions: { ...assumptions, spot }, spotMarket: market.value }),
    );
    const rows = instances.map(({ instance, zone, launchMs, endMs, endedBy }) =>
      [`i-${instance}`, 'lab.1', 'SPOT', zone, launchMs / 1000, endMs / 1000, endedBy].join(','),
    );
    const csv = `instance_id,instance_type,market,zone,launch_s,end_s,ended_by\n${rows.join('\n')}\n`;
    const { estimates } = calibrate(await history(csv), { priorOf: () => undefined, unknownPriorPerHour: 0.033 });
    expect(estimates.map(({ pool }) => pool)).toEqual(['lab.1/0', 'lab.1/1', 'lab.1', '*']);
    const all = estimates[3];
    expect(all?.events).toBeGreaterThan(350);
    expect(all?.loPerHour).toBeLessThan(0.05);
    expect(all?.hiPerHour).toBeGreaterThan(0.05);
  });
});
