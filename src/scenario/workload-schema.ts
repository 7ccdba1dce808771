/** The zod field for `workload`: where the jobs come from (a trace, a synthetic description or schedules) and what fills the gaps. */
import { z } from 'zod/mini';
import type { SyntheticSpec } from '../models/synthetic-workload.ts';
import type { TraceFormat } from '../trace/importer.ts';
import { SCENARIO_DEFAULTS } from './defaults.ts';
import { described } from './described.ts';
import { later } from './later.ts';
import { memoryMiBField, minutesField, numberField, secondsField, wholeNumber } from './quantity-schema.ts';
import { schedulesSchema } from './schedules-schema.ts';
import { filledText, filledTextField } from './text-schema.ts';

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
    path: filledTextField('The job history, relative to this file; .gz is fine; - is standard input.'),
    format: described(z.exactOptional(z.enum(FORMATS)), 'Importer to use; found by content and name when omitted.'),
    memoryFrom: described(
      z.exactOptional(z.enum(['requested', 'used', 'none'])),
      'Which memory figure of the trace to ask for; none = the default below.',
    ),
    swfMemoryUnit: described(
      z.exactOptional(z.enum(['KB', 'bytes'])),
      'Unit of memory in Standard Workload Format files.',
    ),
    swfMemoryPer: described(z.exactOptional(z.enum(['processor', 'job'])), 'What that memory figure counts.'),
    ignoreColumns: described(z.exactOptional(z.array(filledText)), 'CSV columns to pass over.'),
    wideJobs: described(
      z.exactOptional(z.enum(['multi-node'])),
      'Jobs too large for any allowed instance: multi-node = run them on several, On-Demand on EC2 only.',
    ),
  }),
);

const shape = z.strictObject({
  name: filledText,
  share: numberField({ minimum: 0 }, 'Relative share of the single jobs.'),
  vcpus: wholeNumber(1),
  memoryMiB: memoryMiBField('Memory per job, MiB.'),
  gpus: z.exactOptional(wholeNumber(0)),
  architecture: z.exactOptional(z.enum(['x86_64', 'arm64'])),
  runtimeScale: z.exactOptional(numberField(positive, 'Multiplies the run times of this shape.')),
  queue: z.exactOptional(filledText),
});

const array = z.strictObject({
  perDay: numberField({ minimum: 0.01, maximum: 10_000 }, 'Array jobs a day.'),
  size: described(wholeNumber(2, 10_000), 'Children per array job (AWS: 2 to 10,000).'),
  shape: described(z.string(), 'Name of a shape.'),
  runtimeMinutes: minutesField(positive, 'Median run time of a child, minutes.'),
  runtimeP95Minutes: z.exactOptional(minutesField(positive, '95th percentile of it, minutes.')),
  startHour: z.exactOptional(numberField({ minimum: 0, maximum: 24 }, 'Hour of the day the arrays start.')),
});

const dailyCycle = z.strictObject({
  strength: z._default(
    numberField({ minimum: 0, maximum: 1 }, '0 = flat, 1 = nothing at the quietest hour.'),
    GENERATOR.dailyCycle.strength,
  ),
  peakHour: z._default(
    numberField({ minimum: 0, maximum: 24 }, 'Busiest hour of the day.'),
    GENERATOR.dailyCycle.peakHour,
  ),
});

const poisson = later(() =>
  described(
    z.strictObject({
      arrivalRatePerHour: numberField({ minimum: 0.000_001 }, 'Mean arrivals per hour.'),
      serviceMeanSeconds: secondsField({ minimum: 0.001 }, 'Mean run time, seconds.'),
      service: z.enum(['exponential', 'deterministic']),
      jobs: wholeNumber(1, 10_000_000),
      vcpus: z.exactOptional(wholeNumber(1)),
      memoryMiB: z.exactOptional(memoryMiBField('Memory per job, MiB.')),
    }),
    'A textbook queue instead of a week: M/M/c (exponential) or M/D/c (deterministic).',
  ),
);

const generator = z.strictObject({
  name: z._default(filledText, GENERATOR.name),
  days: z._default(numberField({ minimum: 0.01, maximum: 3660 }, 'Length in days.'), GENERATOR.days),
  jobsPerDay: z._default(
    numberField({ minimum: 0, maximum: 10_000_000 }, 'Mean single jobs a day.'),
    GENERATOR.jobsPerDay,
  ),
  dailyCycle: z.prefault(dailyCycle, {}),
  runtimeMedianMinutes: z.prefault(minutesField(positive, 'Median run time, minutes.'), GENERATOR.runtimeMedianMinutes),
  runtimeP95Minutes: z.prefault(minutesField(positive, '95th percentile, minutes.'), GENERATOR.runtimeP95Minutes),
  tailShare: z._default(
    numberField({ minimum: 0, maximum: 0.05 }, 'Share of jobs in the Pareto tail.'),
    GENERATOR.tailShare,
  ),
  tailExponent: z._default(
    numberField({ minimum: 0.5, maximum: 10 }, 'Pareto exponent; lower is heavier.'),
    GENERATOR.tailExponent,
  ),
  runtimeMaximumMinutes: z.prefault(
    minutesField(positive, 'Longest run time, minutes.'),
    GENERATOR.runtimeMaximumMinutes,
  ),
  shapes: z.prefault(z.array(shape).check(z.minLength(1)), () => [...GENERATOR.shapes]),
  arrays: z._default(z.array(array), []),
  users: z._default(wholeNumber(1, 100_000), GENERATOR.users),
  poisson: z.exactOptional(poisson),
});

const synthetic = described(
  z.pipe(
    generator,
    z.transform(
      ({ poisson: queue, ...daily }: z.output<typeof generator>): SyntheticSpec =>
        queue === undefined ? daily : { name: daily.name, poisson: queue },
    ),
  ),
  'Jobs made from a seed, for trying things out; label results as synthetic.',
);

const checkpoint = later(() =>
  z.strictObject({
    intervalSeconds: secondsField({ minimum: 1 }, 'Work between two checkpoints.'),
    costSeconds: z.prefault(secondsField({ minimum: 0 }, 'How long a checkpoint stops the job.'), 0),
    restoreSeconds: z.prefault(secondsField({ minimum: 0 }, 'How long a new attempt takes to load the last one.'), 0),
  }),
);

const jobDefaults = z.strictObject({
  vcpus: z._default(wholeNumber(1), JOB.vcpus),
  memoryMiB: z.prefault(memoryMiBField('MiB for jobs whose memory is unknown.'), JOB.memoryMiB),
  gpus: z._default(wholeNumber(0), JOB.gpus),
  attempts: described(z.exactOptional(wholeNumber(1, 10)), 'Total tries of jobs that say nothing.'),
  deadlineSeconds: z.exactOptional(
    secondsField(
      { minimum: 1 },
      'How long after its submission a job must have succeeded, where the trace gives no deadline.',
    ),
  ),
  checkpoint: described(
    z.exactOptional(checkpoint),
    'How jobs save their progress; without it a lost attempt starts again from the beginning.',
  ),
});

const scale = z.strictObject({
  arrivals: z._default(numberField(positive, 'Arrival rate multiplier.'), SCALE.arrivals),
  runtimes: z._default(numberField(positive, 'Run time multiplier.'), SCALE.runtimes),
});

/** Structure only; that exactly one source is given is decided in check-workload.ts. */
export const workloadSchema = z.strictObject({
  trace: z.exactOptional(trace),
  synthetic: z.exactOptional(synthetic),
  schedules: described(
    z.exactOptional(schedulesSchema),
    'Jobs that schedules of EventBridge start, where there is no history yet.',
  ),
  defaults: described(z.prefault(jobDefaults, {}), 'What a job asks for where its source does not say.'),
  checkpoints: described(
    z.exactOptional(z.record(filledText, checkpoint)),
    'Checkpoints by job definition name, before those of the defaults.',
  ),
  scale: described(z.prefault(scale, {}), 'What-if knobs on the whole workload.'),
  growth: z.exactOptional(
    numberField(
      { minimum: 0.01, maximum: 20 },
      'More or less of the same: users (or days, where a trace names none) drawn from the trace are added or taken out.',
    ),
  ),
});
