/**
 * Every timing, overhead and hazard that AWS does not document, as a named parameter with default, unit, source and
 * confidence. Presets: `ideal` (all zero, for closed forms), `typical` (default), `stress` (pessimistic).
 */
import type { SpotOutage } from './spot/outages.ts';

export type Preset = 'ideal' | 'typical' | 'stress';
export type Confidence = 'documented' | 'measured' | 'inferred' | 'guess';

export interface AssumptionNumber {
  readonly unit: string;
  readonly ideal: number;
  readonly typical: number;
  readonly stress: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly meaning: string;
  readonly source: string;
  readonly confidence: Confidence;
}

/** The scalar assumptions, in the order they are printed. */
export const ASSUMPTION_NUMBERS = {
  dispatchTickSeconds: {
    unit: 's',
    ideal: 0,
    typical: 5,
    stress: 30,
    minimum: 0,
    maximum: 3600,
    meaning:
      'Time between scheduler cycles; a queue is looked at on the next tick after something changed. 0 = at once.',
    source:
      'AWS documents that queues are evaluated in cycles but no length (API JobQueueDetail); our choice, sweep 1-30 s',
    confidence: 'guess',
  },
  submitCallsPerSecond: {
    unit: 'calls/s',
    ideal: 0,
    typical: 50,
    stress: 50,
    minimum: 0,
    maximum: 1000000,
    meaning:
      'SubmitJob calls the account may make in a second; later ones wait their turn, an array is one call. 0 = no limit. Waits count as if all had been submitted in time.',
    source:
      'AWS Batch service quotas: 50 transactions a second and account; that callers wait and try again is our reading',
    confidence: 'documented',
  },
  arrayFanOutSecondsPerThousand: {
    unit: 's/1,000',
    ideal: 0,
    typical: 1,
    stress: 5,
    minimum: 0,
    maximum: 3600,
    meaning: 'Time in which 1,000 children of an array job appear, one array after the other. 0 = all at once.',
    source: 'not documented; our choice',
    confidence: 'guess',
  },
  submittedToRunnableSeconds: {
    unit: 's',
    ideal: 0,
    typical: 2,
    stress: 15,
    minimum: 0,
    maximum: 3600,
    meaning: 'SUBMITTED to RUNNABLE of a job without dependencies.',
    source: 'not documented; our choice, sweep 0-15 s',
    confidence: 'guess',
  },
  scaleOutDelayMedianSeconds: {
    unit: 's',
    ideal: 0,
    typical: 45,
    stress: 120,
    minimum: 0,
    maximum: 3600,
    meaning: 'From the first job that fits nowhere to the launch request; log-normal median.',
    source: 'nextflow issue 7479 (2026): about 3 min from submit to launched; sweep 10-300 s',
    confidence: 'inferred',
  },
  scaleOutDelayP95Seconds: {
    unit: 's',
    ideal: 0,
    typical: 120,
    stress: 300,
    minimum: 0,
    maximum: 3600,
    meaning: '95th percentile of the same delay.',
    source: 'as above',
    confidence: 'inferred',
  },
  scaleOutLookAheadJobs: {
    unit: 'jobs',
    ideal: 1000,
    typical: 1000,
    stress: 1000,
    minimum: 1,
    maximum: 100000,
    meaning: 'How many RUNNABLE jobs of a queue one launch decision looks at.',
    source: 'not documented; our choice, sweep 100-10,000',
    confidence: 'guess',
  },
  launchPendingSeconds: {
    unit: 's',
    ideal: 0,
    typical: 17,
    stress: 30,
    minimum: 0,
    maximum: 3600,
    meaning: 'EC2 pending to running; not billed.',
    source:
      'measured 16.4-16.6 s across five families (brevdev/ec2-coldboot-research); pending is not charged (EC2 instance lifecycle)',
    confidence: 'measured',
  },
  bootMedianSeconds: {
    unit: 's',
    ideal: 0,
    typical: 45,
    stress: 90,
    minimum: 0,
    maximum: 3600,
    meaning: 'Running to registered with ECS (operating system, agent); billed; log-normal median.',
    source: 'EC2 about 26 s to SSH, AWS says "a few minutes" in all; sweep 30-180 s',
    confidence: 'inferred',
  },
  bootP95Seconds: {
    unit: 's',
    ideal: 0,
    typical: 103,
    stress: 240,
    minimum: 0,
    maximum: 7200,
    meaning: '95th percentile of the same delay.',
    source: 'as above',
    confidence: 'inferred',
  },
  startingSeconds: {
    unit: 's',
    ideal: 0,
    typical: 3,
    stress: 10,
    minimum: 0,
    maximum: 3600,
    meaning: 'STARTING to RUNNING with the image cached on the instance; the job holds its resources.',
    source: 'not documented; our choice',
    confidence: 'guess',
  },
  imageCompressedMb: {
    unit: 'MB',
    ideal: 0,
    typical: 500,
    stress: 4000,
    minimum: 0,
    maximum: 200000,
    meaning: 'Compressed container image, pulled once per instance before its first job starts.',
    source: 'user figure; 500 MB is our placeholder',
    confidence: 'guess',
  },
  imagePullMbPerSecond: {
    unit: 'MB/s',
    ideal: 1000000,
    typical: 60,
    stress: 30,
    minimum: 0.1,
    maximum: 1000000,
    meaning: 'Effective pull rate of compressed image.',
    source: 'gp3 writes at 125 MiB/s uncompressed; 50-100 MB/s of compressed image',
    confidence: 'inferred',
  },
  fargateProvisioningSeconds: {
    unit: 's',
    ideal: 0,
    typical: 30,
    stress: 60,
    minimum: 0,
    maximum: 3600,
    meaning: 'From the start of a Fargate task to its image pull; not billed. The image is pulled for every task.',
    source: '"about 30 seconds" (AWS Batch user guide, Fargate)',
    confidence: 'documented',
  },
  fargateLaunchesPerSecond: {
    unit: 'tasks/s',
    ideal: 1000000,
    typical: 20,
    stress: 20,
    minimum: 0.1,
    maximum: 1000000,
    meaning: 'Rate at which Fargate tasks start once 100 have started at once; apart for Fargate and Fargate Spot.',
    source: 'Amazon ECS developer guide, throttling: 100 burst, 20 a second; account quota',
    confidence: 'documented',
  },
  retryDelaySeconds: {
    unit: 's',
    ideal: 0,
    typical: 5,
    stress: 60,
    minimum: 0,
    maximum: 3600,
    meaning: 'From the end of a failed attempt to RUNNABLE at the front of the queue.',
    source: 'a retried job goes to the front (AWS Batch best practices); the delay is not documented',
    confidence: 'guess',
  },
  killDelaySeconds: {
    unit: 's',
    ideal: 0,
    typical: 30,
    stress: 30,
    minimum: 0,
    maximum: 1200,
    meaning:
      'From SIGTERM to SIGKILL of an attempt that reached its timeout or was terminated; it holds its resources until then, or until it would have ended.',
    source:
      '30 s (AWS Batch user guide, job timeouts); TerminateJob alike is our reading; containers that heed SIGTERM end sooner',
    confidence: 'documented',
  },
  idleTimeoutSeconds: {
    unit: 's',
    ideal: 0,
    typical: 300,
    stress: 900,
    minimum: 0,
    maximum: 86400,
    meaning: 'Idle time after the last job before an instance above minvCpus is given back.',
    source: 'not documented, below 20 min by inference from minScaleDownDelayMinutes; sweep 60-900 s',
    confidence: 'guess',
  },
  scaleInTickSeconds: {
    unit: 's',
    ideal: 0,
    typical: 60,
    stress: 60,
    minimum: 0,
    maximum: 3600,
    meaning: 'Scale-in decisions fall on multiples of this.',
    source: 'not documented; our choice',
    confidence: 'guess',
  },
  fallThroughDelaySeconds: {
    unit: 's',
    ideal: 0,
    typical: 0,
    stress: 0,
    minimum: 0,
    maximum: 86400,
    meaning:
      'How long an EC2 or Spot environment must be at maxvCpus, or refused by EC2 without a launch, before jobs pass on to the next one of their queue.',
    source: 'AWS says only that Batch goes on to the next environment; sweep 0-10 min',
    confidence: 'guess',
  },
  coolDownSeconds: {
    unit: 's',
    ideal: 0,
    typical: 0,
    stress: 300,
    minimum: 0,
    maximum: 86400,
    meaning: 'No launches for this long after scale-in took the last instance of an environment.',
    source: 'users reported 5 to 10 min in 2020; not documented',
    confidence: 'guess',
  },
  schedulableMemoryFraction: {
    unit: 'share',
    ideal: 1,
    typical: 0.965,
    stress: 0.95,
    minimum: 0.5,
    maximum: 1,
    meaning: 'Share of nominal memory that jobs can use (what the OS reports less the ECS agent).',
    source: 'm4.large 7985 of 8192 MiB less 32 MiB (Batch memory management page); 96.7 % seen on r5d.xlarge',
    confidence: 'measured',
  },
  rootVolumeGib: {
    unit: 'GiB',
    ideal: 0,
    typical: 30,
    stress: 30,
    minimum: 0,
    maximum: 65536,
    meaning: 'gp3 root volume of every instance, billed while it exists.',
    source: 'ECS-optimised AL2023 AMI default (amazon-ecs-ami al2023.pkr.hcl)',
    confidence: 'documented',
  },
  publicIpv4PerInstance: {
    unit: 'addresses',
    ideal: 0,
    typical: 1,
    stress: 1,
    minimum: 0,
    maximum: 16,
    meaning:
      'Public IPv4 addresses billed per running instance (set 0 in private subnets, and add your NAT gateway yourself).',
    source: '0.005 USD per address-hour since 2024-02-01',
    confidence: 'documented',
  },
  zones: {
    unit: 'zones',
    ideal: 3,
    typical: 3,
    stress: 3,
    minimum: 1,
    maximum: 6,
    meaning: 'Availability Zones the subnets cover; each type has one Spot pool per zone.',
    source: 'user figure; default VPC subnets cover at least 3 zones in most regions',
    confidence: 'guess',
  },
  spotFirstHourFree: {
    unit: '0 or 1',
    ideal: 1,
    typical: 1,
    stress: 0,
    minimum: 0,
    maximum: 1,
    meaning: 'No instance charge when EC2 reclaims a Linux Spot instance within its first hour.',
    source: 'EC2 user guide, billing for interrupted Spot Instances',
    confidence: 'documented',
  },
  onDemandShortageShare: {
    unit: 'share',
    ideal: 0,
    typical: 0,
    stress: 0.02,
    minimum: 0,
    maximum: 1,
    meaning: 'Share of On-Demand launch requests that fail for lack of capacity.',
    source: 'no public rates; knob',
    confidence: 'guess',
  },
} as const satisfies Record<string, AssumptionNumber>;

export type AssumptionName = keyof typeof ASSUMPTION_NUMBERS;

export type SpotModelName = 'pools' | 'advisor' | 'replay' | 'price-history' | 'none';
export type SpotPreset = 'calm' | 'typical' | 'scarce';
/** How to read the Spot Advisor's bucket: share of launched instances ended by interruption, or share lost in a month. */
export type AdvisorReading = 'launch' | 'month';
/** Where a job goes when several instances have room: `auto` packs when capacity exceeds demand and spreads otherwise. */
export type Packing = 'auto' | 'best-fit' | 'spread';

/**
 * How BEST_FIT_PROGRESSIVE ranks types that fit: `vcpu-price` = cheapest vCPU first, whatever the memory (AWS: "lower cost
 * per unit vCPU"); `covering-cost` = cheapest way to cover the waiting demand in all dimensions. AWS documents the first
 * words only, so recommendations say what changes under the second.
 */
export type TypeRanking = 'vcpu-price' | 'covering-cost';

/** Recorded availability, for the model `replay`. */
export interface ReplayFiles {
  /** Files in the spot-traces format by `instanceType/zone` (0-based zone number) or by instance type, relative to the scenario. */
  readonly files: Readonly<Record<string, string>>;
  /** After the last tick: start over (`wrap`, the default) or keep the last count (`stay`). */
  readonly afterEnd?: 'wrap' | 'stay';
}

export interface SpotAssumptions {
  readonly model: SpotModelName;
  readonly preset: SpotPreset;
  readonly advisorReading: AdvisorReading;
  /** Mean life in hours of instances that their owner ends, for the per-launch reading. */
  readonly advisorMeanLifeHours: number;
  /** Multiplies every reclaim hazard; for sensitivity. */
  readonly hazardScale: number;
  /** Overrides every hazard with this constant rate per hour (model `advisor`); undefined = from the advisor's buckets. */
  readonly hazardPerHour?: number;
  /** Notice EC2 gives before it takes an instance. */
  readonly noticeSeconds: number;
  /** Share of reclaims that come without any notice. */
  readonly noNoticeShare: number;
  /** Whether jobs that checkpoint save their progress once more when the notice comes. */
  readonly checkpointOnNotice: boolean;
  /**
   * Measured reclaims per instance-hour by `instanceType/zone`, by instance type, or `*` for all; the model's own elsewhere
   * (models `pools` and `advisor`). `import --spot-events` writes them.
   */
  readonly poolHazardsPerHour?: Readonly<Record<string, number>>;
  readonly replay?: ReplayFiles;
  /** DescribeSpotPriceHistory answer, for the model `price-history`; relative to the scenario. */
  readonly priceHistory?: string;
  /** Times when pools are offline whatever the model says. */
  readonly outages?: readonly SpotOutage[];
  /** Multiplies every Spot price of the catalogue; set by stress tests. */
  readonly priceFactor?: number;
}

export type Assumptions = Readonly<Record<AssumptionName, number>> & {
  readonly preset: Preset;
  readonly packing: Packing;
  readonly typeRanking: TypeRanking;
  /** When true, a job behind a blocked head may start if it fits now; AWS documents head-of-line blocking. */
  readonly backfill: boolean;
  readonly spot: SpotAssumptions;
  /** Compute environments that are INVALID for a time; undefined = none. */
  readonly invalidEnvironments?: readonly InvalidPeriod[];
};

/** Half-open, seconds since the start of the run. */
export interface InvalidPeriod {
  /** By name. */
  readonly computeEnvironment: string;
  /** Default 0. */
  readonly fromSeconds?: number;
  /** Undefined = nobody mends it. */
  readonly untilSeconds?: number;
}

const TYPICAL_SPOT: SpotAssumptions = {
  model: 'pools',
  preset: 'typical',
  advisorReading: 'launch',
  advisorMeanLifeHours: 10,
  hazardScale: 1,
  // EC2 user guide: the notice is issued two minutes before, on a best effort basis. The share without is our choice.
  noticeSeconds: 120,
  noNoticeShare: 0.05,
  checkpointOnNotice: false,
};

/** The complete set for a preset; a scenario overrides single fields. */
export function presetAssumptions(preset: Preset): Assumptions {
  const numbers = {} as Record<AssumptionName, number>;
  for (const name of Object.keys(ASSUMPTION_NUMBERS) as AssumptionName[])
    numbers[name] = ASSUMPTION_NUMBERS[name][preset];
  return { ...numbers, preset, packing: 'auto', typeRanking: 'vcpu-price', backfill: false, spot: presetSpot(preset) };
}

function presetSpot(preset: Preset): SpotAssumptions {
  switch (preset) {
    case 'ideal':
      return { ...TYPICAL_SPOT, model: 'none', noticeSeconds: 0, noNoticeShare: 0 };
    case 'typical':
      return TYPICAL_SPOT;
    case 'stress':
      return { ...TYPICAL_SPOT, preset: 'scarce', hazardScale: 3 };
  }
}
