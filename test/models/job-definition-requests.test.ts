import { describe, expect, it } from 'vitest';
import type { JobDefinition } from '../../src/models/batch-config.ts';
import { definitionRequests } from '../../src/models/job-definition-requests.ts';
import { WorkloadBuilder } from '../../src/models/workload-builder.ts';

const ALIGN: JobDefinition = {
  jobDefinitionName: 'align',
  type: 'container',
  containerProperties: {
    resourceRequirements: [
      { type: 'VCPU', value: '8' },
      { type: 'MEMORY', value: '30000' },
      { type: 'GPU', value: '1' },
    ],
  },
};
const SMALL: JobDefinition = {
  jobDefinitionName: 'small',
  type: 'container',
  containerProperties: { resourceRequirements: [{ type: 'VCPU', value: '2' }] },
};

describe('a job that names a job definition', () => {
  const byJobDefinition = definitionRequests([ALIGN, SMALL, { jobDefinitionName: 'bare', type: 'container' }]);

  it('asks for what the trace says, else for what the definition says, else for the default', () => {
    const builder = new WorkloadBuilder();
    const times = { submitMs: 0, runMs: 1 };
    builder.addJob({ ...times, jobDefinition: 'align' });
    builder.addJob({ ...times, jobDefinition: 'align', vcpus: 4 });
    builder.addJob({ ...times, jobDefinition: 'small' });
    builder.addJob({ ...times, jobDefinition: 'bare' });
    builder.addJob({ ...times, jobDefinition: 'toString' });
    const built = builder.finish({ vcpus: 1, memoryMiB: 512, byJobDefinition });
    if (!built.ok) throw new Error('the defaults fill every gap');
    const { classes, classIndex } = built.value;
    expect([...classIndex].map((index) => classes[index])).toEqual([
      { jobDefinition: 'align', vcpus: 8, memoryMiB: 30_000, gpus: 1 },
      { jobDefinition: 'align', vcpus: 4, memoryMiB: 30_000, gpus: 1 },
      { jobDefinition: 'small', vcpus: 2, memoryMiB: 512, gpus: 0 },
      { jobDefinition: 'bare', vcpus: 1, memoryMiB: 512, gpus: 0 },
      { jobDefinition: 'toString', vcpus: 1, memoryMiB: 512, gpus: 0 },
    ]);
    expect(built.warnings.map(({ message }) => message)).toEqual([
      '2 of 5 jobs do not say vcpus; what their job definition asks for is used',
      '2 of 5 jobs do not say memoryMiB; what their job definition asks for is used',
      '2 of 5 jobs do not say gpus; what their job definition asks for is used',
      '2 of 5 jobs do not say vcpus; the default 1 is used',
      '3 of 5 jobs do not say memoryMiB; the default 512 is used',
    ]);
  });

  it('of type multinode has its nodes, each as large as the largest group asks for', () => {
    const container = (value: string) => ({ resourceRequirements: [{ type: 'VCPU' as const, value }] });
    const nodeRangeProperties = [
      { targetNodes: '0:0', container: container('2') },
      { targetNodes: '1:', container: container('16') },
    ];
    const mpi: JobDefinition = {
      jobDefinitionName: 'mpi',
      type: 'multinode',
      nodeProperties: { numNodes: 8, mainNode: 0, nodeRangeProperties },
    };
    expect(definitionRequests([mpi])).toEqual({ mpi: { vcpus: 16, nodes: 8 } });
    const builder = new WorkloadBuilder();
    builder.addJob({ submitMs: 0, runMs: 1, jobDefinition: 'mpi' });
    const built = builder.finish({ memoryMiB: 512, byJobDefinition: definitionRequests([mpi]) });
    expect(built.ok && built.value.classes).toEqual([
      { jobDefinition: 'mpi', vcpus: 16, memoryMiB: 512, gpus: 0, nodes: 8 },
    ]);
  });

  it('needs no default where the definition has the word', () => {
    const builder = new WorkloadBuilder();
    builder.addJob({ submitMs: 0, runMs: 1, jobDefinition: 'align' });
    expect(builder.finish({ byJobDefinition }).ok).toBe(true);
  });
});
