/** Every default of the scenario file, in one place; a field that is not here has no default. */
export const SCENARIO_DEFAULTS = {
  name: 'scenario',
  region: 'us-east-1',
  replications: 30,
  seed: 1,
  preset: 'typical',
  minimize: 'cost',
  /** What a job asks for when neither the trace nor the scenario says. */
  job: { vcpus: 1, memoryMiB: 2048, gpus: 0 },
  scale: { arrivals: 1, runtimes: 1 },
  synthetic: {
    name: 'synthetic',
    days: 7,
    jobsPerDay: 1000,
    dailyCycle: { strength: 0.5, peakHour: 14 },
    runtimeMedianMinutes: 10,
    runtimeP95Minutes: 60,
    tailShare: 0.02,
    tailExponent: 1.5,
    runtimeMaximumMinutes: 2880,
    users: 10,
    shapes: [{ name: 'default', share: 1, vcpus: 1, memoryMiB: 2048 }],
  },
} as const;
