import { describe, expect, it } from 'vitest';
import { boundsSentence } from '../../../src/report/floor-text.ts';
import { labType, labWorld, workloadOf } from '../../support/lab.ts';
import { floorOf, ON_DEMAND } from './support.ts';

const HOUR_MS = 3_600_000;
const GIB = 1024;
/** 4 vCPUs and 64 GiB at 1 USD/h. */
const WORLD = labWorld([labType('lab.4', 4, 64 * GIB, 1)]);

/** An hour of 3 vCPUs for each memory size. */
function shapes(count: number) {
  return workloadOf(
    Array.from({ length: count }, (_, index) => ({
      submitMs: 0,
      runMs: HOUR_MS,
      vcpus: 3,
      memoryMiB: 1024 + 64 * index,
    })),
  );
}

describe('a floor says which bounds it is the highest of', () => {
  it('and that there are too many shapes for whole jobs', async () => {
    const floor = await floorOf(shapes(41), WORLD, ON_DEMAND);
    expect(floor.tried.map(({ bound }) => bound)).toEqual(['fluid', 'longest-job']);
    expect(floor.unused).toContainEqual({ bound: 'configurations', reason: '41 job shapes, and it can do 40' });
    // 41 hours of 3 of 4 vCPUs: 30.75 USD; the longest job needs an hour.
    expect(boundsSentence(floor, 41)).toBe(
      'Bounds tried: fluid $30.75, longest job $1.00; not used: whole jobs (41 job shapes, and it can do 40), rooms beside certain jobs (it needs limits that every run keeps), windows of time (it needs limits that every run keeps).',
    );
  });

  it('and what each of them proves', async () => {
    const floor = await floorOf(shapes(3), WORLD, ON_DEMAND);
    expect(floor.bound).toBe('configurations');
    // One at a time fits: 3 USD instead of 9 / 4.
    expect(floor.tried.map(({ bound, usd }) => [bound, Math.round(usd * 1000) / 1000])).toEqual([
      ['fluid', 2.25],
      ['longest-job', 1],
      ['configurations', 3],
    ]);
    expect(floor.unused.map(({ bound }) => bound)).toEqual(['profile', 'windows']);
  });

  it('and that limits without due times leave nothing to the windows', async () => {
    const scope = { ...ON_DEMAND, limits: { peakVcpus: 8 } };
    const { tried, unused } = await floorOf(shapes(41), WORLD, scope);
    expect(tried.map(({ bound }) => bound)).toContain('profile');
    expect(unused).toContainEqual({ bound: 'windows', reason: 'the limits make no work due' });
  });
});
