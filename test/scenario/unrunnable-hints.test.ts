/** The way out that the refusal of an impossible job names is one that AWS would take. */
import { describe, expect, it } from 'vitest';
import { findUnrunnable, prepare } from '../../src/engine/index.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { unrunnableProblem } from '../../src/scenario/unrunnable-problem.ts';
import { labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';

const TYPES = [
  labType('lab.8', 8, 8000),
  labType('lab.32', 32, 8000),
  labType('arm.8', 8, 8000, 8, { architecture: 'arm64' }),
];

function hintFor(job: Partial<NewJob>, maxvCpus = 100): string | undefined {
  const config = labConfig({ instanceTypes: ['lab.8'], maxvCpus });
  const setup = prepare(workloadOf([{ submitMs: 0, runMs: 1, ...job }]), config, labWorld(TYPES));
  if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
  return findUnrunnable(setup.value).map((shape) => unrunnableProblem(shape, 'leave it out').hint)[0];
}

describe('a job that can never run', () => {
  it('for want of maxvCpus needs no other type', () => {
    expect(hintFor({ vcpus: 8 }, 4)).toBe('raise maxvCpus to 8 or more (explain says what else), or leave it out');
  });

  it('for its architecture needs a queue of its own', () => {
    expect(hintFor({ vcpus: 8, architecture: 'arm64' })).toBe(
      'arm.8 would hold it, in a queue with an arm64 environment of its own, or leave it out',
    );
  });

  it('for a vCPU quota of the account needs a larger quota: other types of its group would count against it too', () => {
    const types = [labType('m5.2xlarge', 8, 8000), labType('m6i.2xlarge', 8, 8000)];
    const world = { ...labWorld(types), quotas: { onDemand: { standard: 0 } } };
    const jobs = workloadOf([{ submitMs: 0, runMs: 1, vcpus: 4 }]);
    const setup = prepare(jobs, labConfig({ instanceTypes: ['m5'], maxvCpus: 100 }), world);
    if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
    expect(findUnrunnable(setup.value).map((shape) => unrunnableProblem(shape, undefined).hint)).toEqual([
      "the account's vCPU quota of On-Demand Standard (L-1216C47A) allows no instance that holds it: raise quotas.onDemand.standard to what the account has, or ask AWS for more",
    ]);
  });

  it('for its size needs a larger type, or several instances', () => {
    expect(hintFor({ vcpus: 32 })).toBe(
      'lab.32 would hold it: add it to instanceTypes, or let it run on several instances (workload.trace.wideJobs: multi-node), or leave it out',
    );
  });
});
