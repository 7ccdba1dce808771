import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/engine/simulate.ts';
import { mmc, SERVERS } from './cases/mmc.ts';
import { referenceKernel } from './reference-kernel.ts';

describe('the reference kernel', () => {
  it('waits exactly as long as the engine does on the same M/M/c jobs', () => {
    const { workload, config, world } = mmc(20_000);
    const wait = simulate(workload, config, world()).waitMs;
    const reference = referenceKernel(workload, SERVERS);
    expect(reference.waitMs).toBeGreaterThan(0);
    expect((wait?.mean ?? 0) * (wait?.count ?? 0)).toBeCloseTo(reference.waitMs, 3);
  });
});
