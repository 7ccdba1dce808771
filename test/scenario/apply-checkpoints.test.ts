import { describe, expect, it } from 'vitest';
import { withCheckpoints } from '../../src/scenario/apply-checkpoints.ts';
import { defaultScenario, scenarioFrom } from '../../src/scenario/load.ts';
import { labConfig, workloadOf } from '../support/lab.ts';

const JOBS = [
  { submitMs: 0, runMs: 1000, jobDefinition: 'train' },
  { submitMs: 0, runMs: 1000, jobDefinition: 'other' },
];
const batch = labConfig({ type: 'EC2', instanceTypes: ['m5.large'] });
const scenarioOf = (workload: object) => defaultScenario({ workload: { synthetic: {}, ...workload }, batch });

describe('checkpoints in the scenario', () => {
  it('go to jobs by their definition first, then by default, in whole ms', () => {
    const { workload } = scenarioOf({
      defaults: { checkpoint: { intervalSeconds: '1h' } },
      checkpoints: { train: { intervalSeconds: 600, costSeconds: '30s', restoreSeconds: 1.5 } },
    });
    expect(withCheckpoints(workloadOf(JOBS), workload).classes.map(({ checkpoint }) => checkpoint)).toEqual([
      { intervalMs: 600_000, costMs: 30_000, restoreMs: 1500 },
      { intervalMs: 3_600_000, costMs: 0, restoreMs: 0 },
    ]);
  });

  it('leave the workload itself alone when there are none', () => {
    const workload = workloadOf(JOBS);
    expect(withCheckpoints(workload, scenarioOf({}).workload)).toBe(workload);
  });

  it('need an interval', () => {
    const read = scenarioFrom({
      version: 1,
      workload: { synthetic: {}, defaults: { checkpoint: { costSeconds: 3 } } },
      batch,
    });
    expect(read).toMatchObject({ ok: false, problems: [{ path: 'workload.defaults.checkpoint.intervalSeconds' }] });
  });
});
