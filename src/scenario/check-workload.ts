/** Rules on a scenario that need more than one field outside `batch`: the workload's source, its shapes, the delays. */
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { DailySpec } from '../models/synthetic-workload.ts';
import { MOST_JOBS } from '../models/workload-limit.ts';
import { checkSchedules, checkScheduleTargets } from './check-schedules.ts';
import { type Finding, problemAt } from './finding.ts';
import type { Scenario } from './schema.ts';
import { knownHint, queueFindings } from './unknown-name.ts';

const SOURCES = ['trace', 'synthetic', 'schedules'] as const;

/** Paths start at `workload`. */
export function checkWorkload(workload: Scenario['workload']): readonly Finding[] {
  const sources = SOURCES.filter((source) => workload[source] !== undefined);
  const findings: Finding[] = [];
  if (sources.length === 0) {
    findings.push(
      problemAt(
        ['workload'],
        'says nothing about the jobs',
        'give trace: { path: ... }, synthetic: { ... } or schedules: { ... }',
      ),
    );
  }
  if (sources.length > 1) {
    const message = `has ${sources.length === 2 ? 'both ' : ''}${sources.join(' and ')}`;
    findings.push(problemAt(['workload'], message, 'keep one of them'));
  }
  const { synthetic, schedules, scale } = workload;
  if (schedules !== undefined) findings.push(...checkSchedules(schedules));
  if (synthetic === undefined || 'poisson' in synthetic) return findings;
  return [...findings, ...checkDaily(synthetic), ...checkJobCount(synthetic, scale.arrivals)];
}

function checkJobCount({ days, jobsPerDay, arrays }: DailySpec, arrivals: number): readonly Finding[] {
  const children = arrays.reduce((sum, { perDay, size }) => sum + perDay * size, 0);
  const jobs = Math.round(days * (jobsPerDay + children) * arrivals);
  if (jobs <= MOST_JOBS) return [];
  const message = `asks for about ${jobs} jobs, more than the ${MOST_JOBS} that one run can hold`;
  return [problemAt(['workload', 'synthetic'], message, 'lower days, jobsPerDay, the arrays or scale.arrivals')];
}

function checkDaily(spec: DailySpec): readonly Finding[] {
  const path = ['workload', 'synthetic'];
  const findings: Finding[] = [];
  if (spec.runtimeP95Minutes < spec.runtimeMedianMinutes) {
    findings.push(
      problemAt(
        [...path, 'runtimeP95Minutes'],
        `${spec.runtimeP95Minutes} is below the median ${spec.runtimeMedianMinutes}`,
      ),
    );
  }
  if (spec.jobsPerDay > 0 && !spec.shapes.some((shape) => shape.share > 0)) {
    findings.push(problemAt([...path, 'shapes'], 'needs one shape with a share above 0'));
  }
  const names = spec.shapes.map((shape) => shape.name);
  for (const [index, { shape }] of spec.arrays.entries()) {
    if (!names.includes(shape))
      findings.push(
        problemAt([...path, 'arrays', index, 'shape'], `unknown shape "${shape}"`, knownHint(shape, names)),
      );
  }
  return findings;
}

/** What the workload names must be in the configuration. */
export function checkTargets({ synthetic, schedules }: Scenario['workload'], batch: BatchConfig): readonly Finding[] {
  return [
    ...checkShapeQueues(synthetic, batch),
    ...(schedules === undefined ? [] : checkScheduleTargets(schedules, batch)),
  ];
}

function checkShapeQueues(synthetic: Scenario['workload']['synthetic'], batch: BatchConfig): readonly Finding[] {
  if (synthetic === undefined || 'poisson' in synthetic) return [];
  const queues = batch.jobQueues.map((queue) => queue.jobQueueName);
  return synthetic.shapes.flatMap(({ queue }, index) =>
    queue === undefined ? [] : queueFindings(queue, queues, ['workload', 'synthetic', 'shapes', index, 'queue']),
  );
}

const DELAYS = [
  ['scaleOutDelayMedianSeconds', 'scaleOutDelayP95Seconds'],
  ['bootMedianSeconds', 'bootP95Seconds'],
] as const;

/** A 95th percentile below the median is no distribution; it happens when only one of the two is overridden. */
export function checkAssumptions(assumptions: Assumptions): readonly Finding[] {
  return DELAYS.flatMap(([median, p95]) =>
    assumptions[p95] < assumptions[median]
      ? [problemAt(['assumptions', p95], `${assumptions[p95]} is below ${median} ${assumptions[median]}`, 'set both')]
      : [],
  );
}
