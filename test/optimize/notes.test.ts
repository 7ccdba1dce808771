import { describe, expect, it, vi } from 'vitest';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { labConfig, labType, workloadOf } from '../support/lab.ts';
import { onDemandType, recommend } from './search-lab.ts';

vi.setConfig({ testTimeout: 120_000 });

const HOUR_MS = 3_600_000;
const TYPES = [onDemandType('dear.large', 2, 4096, 2), onDemandType('cheap.large', 2, 4096, 1)];

async function notesOf(submitMs: readonly number[]) {
  const job = (at: number): NewJob => ({ submitMs: at, runMs: HOUR_MS, vcpus: 2, memoryMiB: 2048 });
  const found = await recommend(TYPES, {
    workload: workloadOf(submitMs.map(job)),
    current: labConfig({ instanceTypes: ['dear'], minvCpus: 4, maxvCpus: 64 }),
    subjectTo: ['p95(wait) <= 100h'],
    space: { minvCpus: [16] },
  });
  expect(found.verdict).toBe('change');
  return found.notes.join('\n');
}

describe('the notes of a recommendation that keeps instances running', () => {
  it('say that a short trace shows only a part of what that costs', async () => {
    expect(await notesOf(Array.from({ length: 10 }, () => 0))).toContain(
      'keeps 16 vCPUs running around the clock; these figures pay for them only from the first job to the last',
    );
  });

  it('say nothing of it for a trace of a week', async () => {
    // 170 hours with eight jobs of two vCPUs each: the 16 that are kept are in the figures, and always in use.
    const hourly = Array.from({ length: 170 * 8 }, (_, job) => Math.floor(job / 8) * HOUR_MS);
    expect(await notesOf(hourly)).not.toContain('around the clock');
  });
});

describe('the notes of a recommendation on Spot', () => {
  const recommendedOnSpot = async (strategy: 'BEST_FIT_PROGRESSIVE' | 'SPOT_PRICE_CAPACITY_OPTIMIZED') => {
    const found = await recommend([labType('a.large', 2, 4096, 2)], {
      workload: workloadOf(
        Array.from({ length: 10 }, () => ({ submitMs: 0, runMs: HOUR_MS, vcpus: 2, memoryMiB: 2048 })),
      ),
      current: labConfig({ instanceTypes: ['a'], maxvCpus: 64 }),
      space: { environmentOrders: [['SPOT']], allocationStrategies: [strategy] },
    });
    expect(found.recommended.batch.computeEnvironments[0].computeResources).toMatchObject({
      type: 'SPOT',
      allocationStrategy: strategy,
    });
    return found.notes.join('\n');
  };

  it('name the strategy that takes the cheapest pool, and what AWS advises instead', async () => {
    expect(await recommendedOnSpot('BEST_FIT_PROGRESSIVE')).toContain(
      ': BEST_FIT_PROGRESSIVE takes the Spot pool of the cheapest vCPU however often EC2 takes its instances back; AWS advises SPOT_PRICE_CAPACITY_OPTIMIZED there',
    );
    expect(await recommendedOnSpot('SPOT_PRICE_CAPACITY_OPTIMIZED')).not.toContain('cheapest vCPU');
  });
});

describe('the notes of a search that has nothing to generate', () => {
  it('say so: a family that needs a machine image of its own is not proposed', async () => {
    const found = await recommend([labType('p3.2xlarge', 8, 61440, 3, { gpus: 1 })], {
      workload: workloadOf([{ submitMs: 0, runMs: HOUR_MS, vcpus: 4, memoryMiB: 8192, gpus: 1 }]),
      current: labConfig({ instanceTypes: ['p3'], maxvCpus: 64 }),
    });
    expect(found.search.screened).toBe(0);
    expect(found.notes.join('\n')).toContain('no configuration was generated: of the types like those in use');
  });
});

describe('the note of a search of one architecture', () => {
  it('says how both are tried at either door: the page has no flags', async () => {
    expect(await notesOf(Array.from({ length: 10 }, () => 0))).toContain(
      '`--architectures x86_64,arm64` (search.architectures in a scenario) tries both',
    );
  });
});
