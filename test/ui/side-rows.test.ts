import { describe, expect, it } from 'vitest';
import { sideRows } from '../../src/ui/side-rows.ts';
import { onDemandType, recommend } from '../optimize/search-lab.ts';
import { labConfig, workloadOf } from '../support/lab.ts';

describe('the rows of the page’s figures', () => {
  it('have the wait of each queue where the search found them, as on the command line', async () => {
    const found = await recommend([onDemandType('dear.large', 2, 4096, 2), onDemandType('cheap.large', 2, 4096, 1)], {
      workload: workloadOf([{ id: 1, submitMs: 0, runMs: 3_600_000, vcpus: 2, memoryMiB: 2048 }]),
      current: labConfig({ instanceTypes: ['dear'] }),
    });
    const queues = [{ queue: 'fast', jobs: 1, p95WaitSeconds: { current: 8, recommended: 180 } }];
    const recommendation = { ...found, waitsByQueue: { replications: 5, queues } };
    const current = { name: 'current', batch: found.current.batch, figures: found.current } as const;
    const recommended = { name: 'recommended', batch: found.recommended.batch, figures: found.recommended } as const;
    const rows = sideRows([current, recommended], recommendation);
    // An hour of 2 vCPUs, at $2 and at $1.
    expect(rows[0]).toEqual(['Cost', '$2.00', '$1.00']);
    expect(rows).toContainEqual(['Wait p95, queue fast', '8 s', '3 m 0 s']);
    // Simulated alone, or with nothing to change, there is one side, and nothing of a search.
    const alone = sideRows([current], { ...recommendation, verdict: 'keep' });
    expect(alone[0]).toEqual(['Cost', '$2.00']);
    expect(alone).toEqual(sideRows([current], undefined));
  });
});
