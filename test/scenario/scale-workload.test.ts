import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { synthesizeWorkload } from '../../src/models/synthetic-workload.ts';
import { vcpuHoursOf, type Workload } from '../../src/models/workload.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { scaleTrace } from '../../src/scenario/scale-trace.ts';
import { syntheticWorkloadOf } from '../../src/scenario/scale-workload.ts';
import { SOUND } from './scenario-text.ts';

const QUICKSTART = readFileSync('scenarios/quickstart.yaml', 'utf8');

function scenarioIn(text: string) {
  const result = parseScenario(text, 'test.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function quickstart(scale: string): Workload {
  const made = syntheticWorkloadOf(scenarioIn(QUICKSTART.replace('  synthetic:', `  scale: ${scale}\n  synthetic:`)));
  if (made === undefined || !made.ok) throw new Error('the quickstart has no workload');
  return made.value;
}

describe('the quickstart workload', () => {
  const workload = quickstart('{}');

  it('is of a size one can wait for: 3,000 to 6,000 jobs with ten nightly arrays', () => {
    expect(workload.jobCount).toBeGreaterThan(3000);
    expect(workload.jobCount).toBeLessThan(6000);
    expect(workload.arrays).toHaveLength(10);
  });

  it('has the arrays and the run times of the shape exactly scaled', () => {
    expect(quickstart('{ arrivals: 2 }').arrays).toHaveLength(20);
    const twiceAsLong = quickstart('{ runtimes: 2 }');
    expect(twiceAsLong.jobCount).toBe(workload.jobCount);
    // Rounding to whole ms is the only difference: at most half a ms a job.
    expect(vcpuHoursOf(twiceAsLong) / vcpuHoursOf(workload)).toBeCloseTo(2, 6);
  });
});

describe('a scenario with a trace', () => {
  it('has no synthetic workload', () => {
    expect(syntheticWorkloadOf(scenarioIn(SOUND))).toBeUndefined();
  });

  it('is scaled by compressing time and stretching runs', () => {
    const made = synthesizeWorkload(
      { poisson: { arrivalRatePerHour: 1, serviceMeanSeconds: 60, service: 'deterministic', jobs: 50 } },
      1,
    );
    if (!made.ok) throw new Error('no workload');
    const scaled = scaleTrace(made.value, { arrivals: 4, runtimes: 1.5 });
    expect(scaled.runMs[7]).toBe(90_000);
    expect(scaled.submitMs[49]).toBe(Math.round(made.value.submitMs[49] / 4));
    expect(scaled.classIndex).toBe(made.value.classIndex);
    expect(scaleTrace(made.value, { arrivals: 1, runtimes: 1 })).toBe(made.value);
  });
});
