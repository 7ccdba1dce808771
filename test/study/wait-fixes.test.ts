/** What would shorten waits, by hand arithmetic on a small machine. */
import { describe, expect, it } from 'vitest';
import { explainJob, explainScenario, prepare, type Setup } from '../../src/engine/index.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { Result } from '../../src/models/problem.ts';
import type { Workload } from '../../src/models/workload.ts';
import type { World } from '../../src/models/world.ts';
import { explainWaitFix } from '../../src/report/explanation-words.ts';
import { type WaitFix, waitFixes, waitsOfJob, waitsOfScenario } from '../../src/study/wait-fixes.ts';
import { fixedMachine, ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';

/** $4 an hour. */
const MACHINE = labType('lab.4', 4, 4000);
const WORLD = labWorld([MACHINE]);
const THREE = workloadOf(['A', 'B', 'C'].map((id) => ({ id, submitMs: 0, runMs: 10_000, vcpus: 4 })));

function fixesOf(workload: Workload, config: BatchConfig, world: World, job?: number): readonly WaitFix[] {
  const again = (changed: BatchConfig): Result<Setup> => prepare(workload, changed, world);
  const setup = again(config);
  if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
  const waits =
    job === undefined ? waitsOfScenario(explainScenario(setup.value)) : waitsOfJob(explainJob(setup.value, job));
  return waitFixes({ setup: setup.value, config, waits, prepare: again, ...(job !== undefined && { job }) });
}

describe('what would shorten waits', () => {
  it('on a full machine is a larger maxvCpus, with what the run then costs', () => {
    // One after the other they wait 0, 10 and 20 s. On two machines two start at once and the third after 10 s.
    const [fix, ...others] = fixesOf(THREE, fixedMachine('lab.4', 4), WORLD);
    expect(others).toEqual([]);
    expect(fix).toMatchObject({ computeEnvironment: 'ce0', change: { field: 'maxvCpus', from: 4, to: 8 } });
    expect([fix?.before.waitMs, fix?.after.waitMs]).toEqual([10_000, expect.closeTo(10_000 / 3, 6)]);
    // Each machine is billed its 60 seconds: $4 / 60.
    expect([fix?.before.microUsd, fix?.after.microUsd]).toEqual([66_667, 133_334]);
    expect(fix && explainWaitFix(fix, 'mean wait')).toBe(
      'raise maxvCpus of ce0 from 4 to 8: mean wait 10 s -> 3.3 s, and the run costs $0.1333, $0.0667 more',
    );
  });

  it('of one job is told by its own wait, and nothing where it did not wait', () => {
    const [fix] = fixesOf(THREE, fixedMachine('lab.4', 4), WORLD, 2);
    expect([fix?.before.waitMs, fix?.after.waitMs]).toEqual([20_000, 10_000]);
    expect(fixesOf(THREE, fixedMachine('lab.4', 4), WORLD, 0)).toEqual([]);
  });

  it('of a scale-out is room that is always there, which is paid after the run too', () => {
    const delays = { scaleOutDelayMedianSeconds: 30, launchPendingSeconds: 17, bootMedianSeconds: 40 };
    const assumptions = ideal({ ...delays, submittedToRunnableSeconds: 2, startingSeconds: 3 });
    const late = workloadOf([{ submitMs: 0, runMs: 1000, vcpus: 3 }]);
    const world = labWorld([MACHINE], { assumptions });
    const [fix] = fixesOf(late, labConfig({ instanceTypes: ['lab.4'] }), world);
    expect(fix?.change).toEqual({ field: 'minvCpus', from: 0, to: 3 });
    // 30 + 17 + 40 s of scale-out and 3 s of STARTING; what minvCpus keeps is there when the run begins.
    expect([fix?.before.waitMs, fix?.after.waitMs]).toEqual([90_000, 3000]);
    expect(fix && explainWaitFix(fix, 'its wait')).toContain('minvCpus is paid around the clock, after the run too');
  });

  it('is nothing where a change does not help: more vCPUs than jobs can use, types that are not there', () => {
    const chain = workloadOf([
      { id: 'A', submitMs: 0, runMs: 10_000, vcpus: 4 },
      { id: 'B', submitMs: 0, runMs: 10_000, vcpus: 8 },
    ]);
    // B never runs: no maxvCpus helps a job that no type holds.
    expect(fixesOf(chain, labConfig({ instanceTypes: ['lab.4'], minvCpus: 4, maxvCpus: 4 }), WORLD)).toEqual([]);
  });
});
