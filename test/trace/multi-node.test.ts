import { describe, expect, it } from 'vitest';
import { type ImportOptions, importTrace } from '../../src/trace/index.ts';

async function read(text: string, options: Partial<ImportOptions> = {}) {
  const imported = await importTrace([text], { defaults: { vcpus: 1, memoryMiB: 1 }, ...options });
  if (!imported.ok) throw new Error(imported.problems.map(({ message }) => message).join('; '));
  return imported.value;
}

describe('multi-node parallel jobs', () => {
  it('of a CSV trace say their nodes, and vCPUs and memory of one node', async () => {
    const { workload } = await read(
      'job_id,submit_s,run_s,vcpus,memory_mib,nodes\na,0,60,8,100,4\nb,0,60,8,100,1\nc,0,60,8,100,\n',
    );
    expect(workload.classes).toEqual([
      { vcpus: 8, memoryMiB: 100, gpus: 0, nodes: 4 },
      { vcpus: 8, memoryMiB: 100, gpus: 0 },
    ]);
    expect([...workload.classIndex]).toEqual([0, 1, 1]);
  });

  it('of AWS Batch ask for as many nodes as numNodes, each as large as the largest node group', async () => {
    const container = (vcpus: string, memory: string) => ({
      resourceRequirements: [
        { type: 'VCPU', value: vcpus },
        { type: 'MEMORY', value: memory },
      ],
    });
    const times = { status: 'SUCCEEDED', createdAt: 1.7e12, startedAt: 1.7e12 + 5000, stoppedAt: 1.7e12 + 65_000 };
    const nodeRangeProperties = [
      { targetNodes: '0:0', container: container('4', '9000') },
      { targetNodes: '1:3', container: container('16', '8000') },
    ];
    const jobs = [
      { jobId: 'mpi', ...times, nodeProperties: { mainNode: 0, numNodes: 4, nodeRangeProperties } },
      { jobId: 'mpi#0', ...times, container: container('4', '9000') },
    ];
    const { workload, skipped } = await read(JSON.stringify({ jobs }));
    expect(workload.classes).toMatchObject([{ vcpus: 16, memoryMiB: 9000, nodes: 4 }]);
    expect(skipped).toMatchObject([
      { count: 1, reason: 'one node of a multi-node parallel job, which is read as a whole' },
    ]);
  });

  it('of AWS Batch ask for the sum of a node’s containers where a group has ecsProperties', async () => {
    const container = (gpus: string) => ({
      resourceRequirements: [
        { type: 'VCPU', value: '20' },
        { type: 'MEMORY', value: '80000' },
        { type: 'GPU', value: gpus },
      ],
    });
    const times = { status: 'SUCCEEDED', createdAt: 1.7e12, startedAt: 1.7e12 + 5000, stoppedAt: 1.7e12 + 65_000 };
    const ecsProperties = { taskProperties: [{ containers: [container('1'), container('3')] }] };
    const nodeProperties = { mainNode: 0, numNodes: 2, nodeRangeProperties: [{ targetNodes: '0:1', ecsProperties }] };
    const { workload } = await read(JSON.stringify({ jobs: [{ jobId: 'ddp', ...times, nodeProperties }] }));
    // Two containers a node: 20 + 20 vCPUs, 80,000 + 80,000 MiB, 1 + 3 GPUs.
    expect(workload.classes).toMatchObject([{ vcpus: 40, memoryMiB: 160_000, gpus: 4, nodes: 2 }]);
  });
});
