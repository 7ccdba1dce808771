/** The zod field for `workload`: where the jobs come from (a trace or a synthetic description) and what fills the gaps. */
import './zod-settings.ts';
import { z } from 'zod';
import type { SyntheticSpec } from '../models/synthetic-workload.ts';
import type { TraceFormat } from '../trace/importer.ts';
import { SCENARIO_DEFAULTS } from './defaults.ts';
import { later } from './later.ts';
import { memoryMiBField, minutesField, numberField, secondsField } from './quantity-schema.ts';

const { synthetic: GENERATOR, job: JOB, scale: SCALE } = SCENARIO_DEFAULTS;
const positive = { minimum: 0.001, maximum: 1_000_000 };

/** Written out, not imported, so that reading a scenario does not load every importer. */
const FORMATS = [
  'csv',
  'swf',
  'nextflow',
  'awsbatch',
  'slurm',
  'wfformat',
  'bww',
] as const satisfies readonly TraceFormat[];

const trace = later(() =>
  z.strictObject({
    path: z.string().min(1).describe('The job history, relative to this file; .gz is fine; - is standard input.'),
    format: z.enum(FORMATS).exactOptional().describe('Importer to use; found by content and name when omitted.'),
    memoryFrom: z
      .enum(['requested', 'used', 'none'])
      .exactOptional()
      .describe('Which memory figure of the trace to ask for; none = the default below.'),
    swfMemoryUnit: z
      .enum(['KB', 'bytes'])
      .exactOptional()
      .describe('Unit of memory in Standard Workload Format files.'),
    swfMemoryPer: z.enum(['processor', 'job']).exactOptional().describe('What that memory figure counts.'),
    ignoreColumns: z.array(z.string().min(1)).exactOptional().describe('CSV columns to pass over.'),
    wideJobs: z
      .enum(['multi-node'])
      .exactOptional()
      .describe('Jobs too large for any allowed instance: multi-node = run them on several, On-Demand on EC2 only.'),
  }),
);

const shape = z.strictObject({
  name: z.string().min(1),
  share: numberField({ minimum: 0 }, 'Relative share of the single jobs.'),
  vcpus: z.int().min(1),
  memoryMiB: memoryMiBField('Memory per job, MiB.'),
  gpus: z.int().min(0).exactOptional(),
  architecture: z.enum(['x86_64', 'arm64']).exactOptional(),
  runtimeScale: numberField(positive, 'Multiplies the run times of this shape.').exactOptional(),
  queue: z.string().min(1).exactOptional(),
});

const array = z.strictObject({
  perDay: numberField({ minimum: 0.01, maximum: 10_000 }, 'Array jobs a day.'),
  size: z.int().min(2).max(10_000).describe('Children per array job (AWS: 2 to 10,000).'),
  shape: z.string().describe('Name of a shape.'),
  runtimeMinutes: minutesField(positive, 'Median run time of a child, minutes.'),
  runtimeP95Minutes: minutesField(positive, '95th percentile of it, minutes.').exactOptional(),
  startHour: numberField({ minimum: 0, maximum: 24 }, 'Hour of the day the arrays start.').exactOptional(),
});

const dailyCycle = z
  .strictObject({
    strength: numberField({ minimum: 0, maximum: 1 }, '0 = flat, 1 = nothing at the quietest hour.').default(
      GENERATOR.dailyCycle.strength,
    ),
    peakHour: numberField({ minimum: 0, maximum: 24 }, 'Busiest hour of the day.').default(
      GENERATOR.dailyCycle.peakHour,
    ),
  })
  .prefault({});

const poisson = later(() =>
  z
    .strictObject({
      arrivalRatePerHour: numberField({ minimum: 0.000_001 }, 'Mean arrivals per hour.'),
      serviceMeanSeconds: secondsField({ minimum: 0.001 }, 'Mean run time, seconds.'),
      service: z.enum(['exponential', 'deterministic']),
      jobs: z.int().min(1).max(10_000_000),
      vcpus: z.int().min(1).exactOptional(),
      memoryMiB: memoryMiBField('Memory per job, MiB.').exactOptional(),
    })
    .describe('A textbook queue instead of a week: M/M/c (exponential) or M/D/c (deterministic).'),
);

const synthetic = z
  .strictObject({
    name: z.string().min(1).default(GENERATOR.name),
    days: numberField({ minimum: 0.01, maximum: 3660 }, 'Length in days.').default(GENERATOR.days),
    jobsPerDay: numberField({ minimum: 0, maximum: 10_000_000 }, 'Mean single jobs a day.').default(
      GENERATOR.jobsPerDay,
    ),
    dailyCycle,
    runtimeMedianMinutes: minutesField(positive, 'Median run time, minutes.').prefault(GENERATOR.runtimeMedianMinutes),
    runtimeP95Minutes: minutesField(positive, '95th percentile, minutes.').prefault(GENERATOR.runtimeP95Minutes),
    tailShare: numberField({ minimum: 0, maximum: 0.05 }, 'Share of jobs in the Pareto tail.').default(
      GENERATOR.tailShare,
    ),
    tailExponent: numberField({ minimum: 0.5, maximum: 10 }, 'Pareto exponent; lower is heavier.').default(
      GENERATOR.tailExponent,
    ),
    runtimeMaximumMinutes: minutesField(positive, 'Longest run time, minutes.').prefault(
      GENERATOR.runtimeMaximumMinutes,
    ),
    shapes: z
      .array(shape)
      .min(1)
      .prefault(() => [...GENERATOR.shapes]),
    arrays: z.array(array).default([]),
    users: z.int().min(1).max(100_000).default(GENERATOR.users),
    poisson: poisson.exactOptional(),
  })
  .transform(
    ({ poisson: queue, ...daily }): SyntheticSpec =>
      queue === undefined ? daily : { name: daily.name, poisson: queue },
  )
  .meta({ description: 'Jobs made from a seed, for trying things out; label results as synthetic.' });

const checkpoint = later(() =>
  z.strictObject({
    intervalSeconds: secondsField({ minimum: 1 }, 'Work between two checkpoints.'),
    costSeconds: secondsField({ minimum: 0 }, 'How long a checkpoint stops the job.').prefault(0),
    restoreSeconds: secondsField({ minimum: 0 }, 'How long a new attempt takes to load the last one.').prefault(0),
  }),
);

const jobDefaults = z
  .strictObject({
    vcpus: z.int().min(1).default(JOB.vcpus),
    memoryMiB: memoryMiBField('MiB for jobs whose memory is unknown.').prefault(JOB.memoryMiB),
    gpus: z.int().min(0).default(JOB.gpus),
    attempts: z.int().min(1).max(10).exactOptional().describe('Total tries of jobs that say nothing.'),
    deadlineSeconds: secondsField(
      { minimum: 1 },
      'How long after its submission a job must have succeeded, where the trace gives no deadline.',
    ).exactOptional(),
    checkpoint: checkpoint
      .exactOptional()
      .describe('How jobs save their progress; without it a lost attempt starts again from the beginning.'),
  })
  .prefault({})
  .describe('What a job asks for where its source does not say.');

const scale = z
  .strictObject({
    arrivals: numberField(positive, 'Arrival rate multiplier.').default(SCALE.arrivals),
    runtimes: numberField(positive, 'Run time multiplier.').default(SCALE.runtimes),
  })
  .prefault({})
  .describe('What-if knobs on the whole workload.');

/** Structure only; that exactly one source is given is decided in check-workload.ts. */
export const workloadSchema = z.strictObject({
  trace: trace.exactOptional(),
  synthetic: synthetic.exactOptional(),
  defaults: jobDefaults,
  checkpoints: z
    .record(z.string().min(1), checkpoint)
    .exactOptional()
    .describe('Checkpoints by job definition name, before those of the defaults.'),
  scale,
  growth: numberField(
    { minimum: 0.01, maximum: 20 },
    'More or less of the same: users (or days, where a trace names none) drawn from the trace are added or taken out.',
  ).exactOptional(),
});
