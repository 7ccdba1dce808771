/** A scenario of one job and one environment, as text, for tests of what stands beside these. */
export const SMALL_SCENARIO = `
version: 1
workload: { synthetic: { poisson: { arrivalRatePerHour: 1, serviceMeanSeconds: 60, service: deterministic, jobs: 1 } } }
batch:
  computeEnvironments:
    - computeEnvironmentName: main
      type: MANAGED
      computeResources: { type: EC2, allocationStrategy: BEST_FIT_PROGRESSIVE, maxvCpus: 16, instanceTypes: [c6i] }
  jobQueues:
    - { jobQueueName: main, priority: 1, computeEnvironmentOrder: [{ order: 1, computeEnvironment: main }] }
`;
