import { describe, expect, it } from 'vitest';
import type { TypeRanking } from '../../src/models/assumptions.ts';
import type { AllocationStrategy } from '../../src/models/batch-config.ts';
import type { CatalogOverride } from '../../src/models/catalog-build.ts';
import type { SpotPool } from '../../src/models/spot-market.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

interface Asked {
  readonly strategy: AllocationStrategy;
  readonly types: readonly CatalogOverride[];
  readonly jobs: readonly Partial<NewJob>[];
  readonly type?: 'EC2' | 'SPOT';
  readonly order?: readonly string[];
  readonly score?: (pool: SpotPool) => number;
  readonly refuses?: (pool: SpotPool) => boolean;
  readonly zones?: number;
  readonly typeRanking?: TypeRanking;
}

/** Types (and zones) launched, in order. */
function launched({
  strategy,
  types,
  jobs,
  type = 'EC2',
  order,
  score,
  refuses,
  zones = 1,
  ...asked
}: Asked): string[] {
  const { typeRanking = 'vcpu-price' } = asked;
  const names = types.map(({ instanceType }) => instanceType);
  const config = labConfig({ type, allocationStrategy: strategy, instanceTypes: order ?? names });
  const spotMarket = scriptedMarket({ ...(score && { score }), ...(refuses && { refuses }) });
  const { instances, outcome } = replay(
    workloadOf(jobs.map((job) => ({ submitMs: 0, runMs: 60_000, ...job }))),
    config,
    labWorld(types, { assumptions: ideal({ zones, typeRanking }), spotMarket }),
  );
  const typeNames = new Map(outcome.ledger.rows.map(({ instanceType, instances: count }) => [instanceType, count]));
  if (zones === 1) return [...typeNames].map(([name, count]) => (count === 1 ? name : `${count} x ${name}`)).sort();
  return instances.map(({ zone }) => `zone ${zone}`);
}

/** The cheapest whole instance is a.2; the cheapest vCPU is b.8. */
const CHEAP_SMALL = labType('a.2', 2, 4000, 0.2);
const CHEAP_VCPU = labType('b.8', 8, 16_000, 0.4);
const MEMORY = labType('c.4', 4, 32_000, 0.6);

describe('BEST_FIT', () => {
  it('takes the cheapest instance that holds the job, not the cheapest vCPU', () => {
    const types = [CHEAP_VCPU, CHEAP_SMALL, MEMORY];
    expect(launched({ strategy: 'BEST_FIT', types, jobs: [{ vcpus: 2 }] })).toEqual(['a.2']);
    expect(launched({ strategy: 'BEST_FIT', types, jobs: [{ vcpus: 4 }] })).toEqual(['b.8']);
    expect(launched({ strategy: 'BEST_FIT', types, jobs: [{ vcpus: 2, memoryMiB: 20_000 }] })).toEqual(['c.4']);
  });
});

describe('BEST_FIT_PROGRESSIVE', () => {
  it('takes the cheapest vCPU among the types that hold the job', () => {
    const types = [CHEAP_SMALL, CHEAP_VCPU, MEMORY];
    expect(launched({ strategy: 'BEST_FIT_PROGRESSIVE', types, jobs: [{ vcpus: 2 }] })).toEqual(['b.8']);
    expect(launched({ strategy: 'BEST_FIT_PROGRESSIVE', types, jobs: [{ memoryMiB: 20_000 }] })).toEqual(['c.4']);
  });

  it('breaks ties of price by the memory left over for what still waits, then by the smaller size', () => {
    // Equal vCPU prices. 8 jobs of 1 vCPU and 1,000 MiB: two d.4 (16,000 MiB) leave 8,000, one e.8 (12,000) leaves 4,000.
    const types = [labType('d.4', 4, 8000, 0.4), labType('e.8', 8, 12_000, 0.8)];
    const eight = Array.from({ length: 8 }, () => ({ vcpus: 1, memoryMiB: 1000 }));
    expect(launched({ strategy: 'BEST_FIT_PROGRESSIVE', types, jobs: eight })).toEqual(['e.8']);
    // One such job: d.4 leaves 7,000, e.8 leaves 11,000.
    expect(launched({ strategy: 'BEST_FIT_PROGRESSIVE', types, jobs: eight.slice(0, 1) })).toEqual(['d.4']);
  });

  it('weighs memory only where typeRanking says covering-cost: what it costs to hold all that waits', () => {
    // 4 vCPUs and 32,000 MiB wait. b.8: $.05 a vCPU, two hold it all for $.8; c.4: $.15 a vCPU, one for $.6.
    const jobs = Array.from({ length: 4 }, () => ({ vcpus: 1, memoryMiB: 8000 }));
    const asked = { strategy: 'BEST_FIT_PROGRESSIVE', types: [CHEAP_VCPU, MEMORY], jobs } as const;
    expect(launched(asked)).toEqual(['2 x b.8']);
    expect(launched({ ...asked, typeRanking: 'covering-cost' })).toEqual(['c.4']);
  });

  it('goes on to the next price when EC2 has none of the first', () => {
    const types = [CHEAP_SMALL, CHEAP_VCPU, MEMORY];
    const refuses = ({ instanceType }: SpotPool) => instanceType === 'b.8';
    const asked = { strategy: 'BEST_FIT_PROGRESSIVE', types, type: 'SPOT', refuses } as const;
    // Spot prices are half: per vCPU a.2 .05, c.4 .075.
    expect(launched({ ...asked, jobs: [{ vcpus: 2 }] })).toEqual(['a.2']);
    expect(launched({ ...asked, jobs: [{ vcpus: 4 }] })).toEqual(['c.4']);
  });

  it('does not depend on the order of the list', () => {
    const types = [CHEAP_SMALL, CHEAP_VCPU, MEMORY];
    const order = ['c.4', 'b.8', 'a.2'];
    expect(launched({ strategy: 'BEST_FIT_PROGRESSIVE', types, order, jobs: [{ vcpus: 2 }] })).toEqual(['b.8']);
  });
});

describe('BEST_FIT_PROGRESSIVE_ORDERED', () => {
  const types = [CHEAP_SMALL, CHEAP_VCPU, MEMORY];

  it('takes the first of the list that holds the job, whatever it costs', () => {
    const asked = { strategy: 'BEST_FIT_PROGRESSIVE_ORDERED', types, order: ['c.4', 'a.2', 'b.8'] } as const;
    expect(launched({ ...asked, jobs: [{ vcpus: 2 }] })).toEqual(['c.4']);
    expect(launched({ ...asked, jobs: [{ vcpus: 8 }] })).toEqual(['b.8']);
  });

  it('takes the smallest size of a family that holds the job', () => {
    const family = [labType('f.2', 2, 2000, 0.2), labType('f.4', 4, 4000, 0.4), labType('f.8', 8, 8000, 0.8)];
    const asked = { strategy: 'BEST_FIT_PROGRESSIVE_ORDERED', types: family, order: ['f'] } as const;
    expect(launched({ ...asked, jobs: [{ vcpus: 1 }] })).toEqual(['f.2']);
    expect(launched({ ...asked, jobs: [{ vcpus: 3 }] })).toEqual(['f.4']);
  });
});

describe('SPOT_CAPACITY_OPTIMIZED', () => {
  const types = [CHEAP_SMALL, CHEAP_VCPU, MEMORY];

  it('takes the roomiest pool, whatever it costs', () => {
    const score = ({ instanceType }: SpotPool) => (instanceType === 'c.4' ? 0.9 : 0.5);
    const asked = { strategy: 'SPOT_CAPACITY_OPTIMIZED', type: 'SPOT', types, score } as const;
    expect(launched({ ...asked, jobs: [{ vcpus: 2 }] })).toEqual(['c.4']);
  });

  it('takes the roomiest zone', () => {
    const score = ({ zone }: SpotPool) => [0.2, 0.3, 0.8][zone] ?? 0;
    const asked = { strategy: 'SPOT_CAPACITY_OPTIMIZED', type: 'SPOT', types, score, zones: 3 } as const;
    expect(launched({ ...asked, jobs: [{ vcpus: 2 }] })).toEqual(['zone 2']);
  });
});

describe('SPOT_PRICE_CAPACITY_OPTIMIZED', () => {
  /** Five types of one size; scores and Spot prices per hour (half of On-Demand). */
  const figures = { p: [0.1, 0.2], q: [0.3, 0.3], r: [0.5, 0.5], s: [0.7, 0.9], t: [0.9, 0.7] } as const;
  const types = Object.entries(figures).map(([name, [, price]]) => labType(`${name}.4`, 4, 4000, 2 * price));
  const score = ({ family }: SpotPool) => figures[family as keyof typeof figures][0];

  it('takes the cheapest of the roomiest 40 %', () => {
    // Scores .1 .3 .5 .7 .9: the 60th percentile is .7, which leaves s (0.90) and t (0.70).
    const asked = { strategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED', type: 'SPOT', types, score } as const;
    expect(launched({ ...asked, jobs: [{ vcpus: 4 }] })).toEqual(['t.4']);
    expect(launched({ ...asked, jobs: [{ vcpus: 4 }], refuses: ({ family }) => family === 't' })).toEqual(['s.4']);
  });

  it('goes down by room once the roomy pools are used up', () => {
    const refuses = ({ family }: SpotPool) => family === 's' || family === 't';
    const asked = { strategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED', type: 'SPOT', types, score, refuses } as const;
    expect(launched({ ...asked, jobs: [{ vcpus: 4 }] })).toEqual(['r.4']);
  });

  it('is the cheapest vCPU when all pools look alike', () => {
    const asked = { strategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED', type: 'SPOT', types } as const;
    expect(launched({ ...asked, jobs: [{ vcpus: 4 }] })).toEqual(['p.4']);
  });
});

describe('SPOT_CAPACITY_OPTIMIZED_PRIORITIZED', () => {
  const types = [labType('x.4', 4, 4000, 0.4), labType('y.4', 4, 4000, 0.8), labType('z.4', 4, 4000, 0.6)];
  const asked = { strategy: 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED', type: 'SPOT', types, jobs: [{ vcpus: 4 }] } as const;

  it('follows the list among pools within 10 % of the roomiest', () => {
    const scores: Record<string, number> = { x: 0.5, y: 0.91, z: 1 };
    const score = ({ family }: SpotPool) => scores[family] ?? 0;
    expect(launched({ ...asked, score, order: ['x.4', 'y.4', 'z.4'] })).toEqual(['y.4']);
    expect(launched({ ...asked, score, order: ['x.4', 'z.4', 'y.4'] })).toEqual(['z.4']);
  });

  it('leaves the list when the listed pool is clearly tighter', () => {
    const scores: Record<string, number> = { x: 0.5, y: 0.89, z: 1 };
    const score = ({ family }: SpotPool) => scores[family] ?? 0;
    expect(launched({ ...asked, score, order: ['x.4', 'y.4', 'z.4'] })).toEqual(['z.4']);
  });
});

describe('zones', () => {
  it('are filled evenly, the emptiest first', () => {
    const jobs = Array.from({ length: 7 }, () => ({ vcpus: 2 }));
    const zones = launched({ strategy: 'BEST_FIT_PROGRESSIVE', types: [CHEAP_SMALL], jobs, zones: 3 });
    const countOf = (zone: number) => zones.filter((name) => name === `zone ${zone}`).length;
    expect([0, 1, 2].map(countOf)).toEqual([3, 2, 2]);
  });
});

describe('GPU jobs', () => {
  it('are placed by GPU as well as by vCPU and memory', () => {
    const types = [labType('plain.8', 8, 8000, 0.1), labType('gpu.8', 8, 8000, 1, { gpus: 2 })];
    const jobs = Array.from({ length: 3 }, () => ({ vcpus: 1, memoryMiB: 10, gpus: 1 }));
    // Three GPUs on instances of two: two instances, though vCPUs and memory would fit one.
    expect(launched({ strategy: 'BEST_FIT_PROGRESSIVE', types, jobs })).toEqual(['2 x gpu.8']);
  });

  it('land on GPU types only, and jobs without GPUs share those rather than buy others', () => {
    // plain.8 is cheaper for the job without GPU, but it fits beside the other on gpu.8, which is there first.
    const types = [labType('plain.8', 8, 8000, 0.1), labType('gpu.8', 8, 8000, 1, { gpus: 2 })];
    const jobs = [{ vcpus: 1, gpus: 1 }, { vcpus: 1 }];
    expect(launched({ strategy: 'BEST_FIT_PROGRESSIVE', types, jobs })).toEqual(['gpu.8']);
  });
});

describe('the architecture a job is built for', () => {
  const types = [labType('arm.8', 8, 8000, 0.1, { architecture: 'arm64' }), labType('intel.8', 8, 8000, 1)];
  const config = labConfig({ instanceTypes: ['arm.8'] }, { instanceTypes: ['intel.8'] });
  const environmentsOf = (architectures: readonly NewJob['architecture'][]) => {
    const jobs = architectures.map((architecture) => ({ submitMs: 0, runMs: 60_000, architecture }));
    const { attempts } = replay(workloadOf(jobs), config, labWorld(types));
    return attempts.toSorted((left, right) => left.job - right.job).map(({ environment }) => environment);
  };

  it('is held: x86_64 jobs pass the arm64 environment by, arm64 jobs the other', () => {
    expect(environmentsOf(['x86_64', 'arm64'])).toEqual([1, 0]);
  });

  it('matters only when it is said', () => {
    expect(environmentsOf([undefined, undefined])).toEqual([0, 0]);
  });
});
