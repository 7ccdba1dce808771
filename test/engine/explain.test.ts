/** Why jobs wait, by hand arithmetic; what was tried for a request, and what would help. */
import { describe, expect, it } from 'vitest';
import { explainJob } from '../../src/engine/explain-job.ts';
import { explainScenario } from '../../src/engine/explain-scenario.ts';
import { fixesFor, triedFor } from '../../src/engine/explain-shape.ts';
import { prepare, type Setup } from '../../src/engine/setup.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import type { World } from '../../src/models/world.ts';
import { jobExplanationRecord, scenarioExplanationRecord } from '../../src/report/explanation-json.ts';
import { renderJobExplanation, renderScenarioExplanation } from '../../src/report/explanation-text.ts';
import { explainFix } from '../../src/report/explanation-words.ts';
import { fixedMachine, ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const HOUR_MS = 3_600_000;
const NONE_TRIED = { helpful: [], inVain: [] };
const MACHINE = labType('lab.4', 4, 4000);

function setupOf(jobs: readonly NewJob[], config: BatchConfig, world: World): Setup {
  const setup = prepare(workloadOf(jobs), config, world);
  if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
  return setup.value;
}

it('one job is one job', () => {
  const setup = setupOf([{ submitMs: 0, runMs: 1000 }], fixedMachine('lab.4', 4), labWorld([MACHINE]));
  expect(renderScenarioExplanation('title', explainScenario(setup))).toContain('\n1 job: 1 succeeded');
});

describe('a cancelled job', () => {
  it('says when and why it was cancelled while it waited, unlike one that was terminated while it ran', () => {
    const jobs = [
      { submitMs: 0, runMs: 60_000, vcpus: 4, terminateMs: 30_000 },
      { submitMs: 0, runMs: 60_000, vcpus: 4, cancelMs: 20_000 },
    ];
    const setup = setupOf(jobs, fixedMachine('lab.4', 4), labWorld([MACHINE]));
    const waiting = explainJob(setup, 1);
    expect(waiting.canceled).toEqual({ atMs: 20_000, reason: 'Canceled by CancelJob' });
    expect(renderJobExplanation('title', waiting)).toContain('It failed while it waited: Canceled by CancelJob.');
    const running = explainJob(setup, 0);
    expect([running.canceled, running.attempts.at(-1)?.endMs]).toEqual([undefined, 30_000]);
  });
});

describe('waiting time', () => {
  it('on a full machine is the head’s for want of vCPUs, and everybody else’s behind the head', () => {
    // A runs 0 to 10 s on all 4 vCPUs; B (10 to 20 s) is the head from 0, C behind it until 10 s, then the head until 20 s.
    const jobs = ['A', 'B', 'C'].map((id) => ({ id, submitMs: 0, runMs: 10_000, vcpus: 4 }));
    const { queues, startingJobMs } = explainScenario(setupOf(jobs, fixedMachine('lab.4', 4), labWorld([MACHINE])));
    expect([...(queues[0]?.jobMs ?? [])].sort()).toEqual([
      ['HEAD_OF_LINE', 10_000],
      ['MAX_VCPUS', 20_000],
    ]);
    expect([...(queues[0]?.behindJobMs ?? [])]).toEqual([['MAX_VCPUS', 10_000]]);
    expect(startingJobMs).toBe(0);
  });

  it('for an instance is scale-out, from the decision to the boot', () => {
    const assumptions = ideal({
      submittedToRunnableSeconds: 2,
      scaleOutDelayMedianSeconds: 30,
      launchPendingSeconds: 17,
      bootMedianSeconds: 40,
      startingSeconds: 3,
    });
    const world = labWorld([MACHINE], { assumptions });
    const setup = setupOf([{ submitMs: 0, runMs: 1000 }], labConfig({ instanceTypes: ['lab.4'] }), world);
    const { queues, beforeRunnableJobMs, startingJobMs } = explainScenario(setup);
    // 2 s to RUNNABLE, 30 + 17 + 40 s of scale-out, 3 s of STARTING.
    expect(beforeRunnableJobMs).toBe(2000);
    expect([...(queues[0]?.jobMs ?? [])]).toEqual([['SCALE_OUT', 87_000]]);
    expect(startingJobMs).toBe(3000);
  });

  it('is for want of capacity while EC2 refuses every type', () => {
    const spotMarket = scriptedMarket({ refuses: (_, atMs) => atMs < HOUR_MS });
    const config = labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] });
    const { queues } = explainScenario(
      setupOf([{ submitMs: 0, runMs: 1000 }], config, labWorld([MACHINE], { spotMarket })),
    );
    expect(queues[0]?.jobMs.get('CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY')).toBe(HOUR_MS);
  });

  it('of one job is told in stretches, with what the head waited for', () => {
    const jobs = ['A', 'B', 'C'].map((id) => ({ id, submitMs: 0, runMs: 10_000, vcpus: 4 }));
    const { waits, attempts, impossible } = explainJob(setupOf(jobs, fixedMachine('lab.4', 4), labWorld([MACHINE])), 2);
    expect(waits).toEqual([
      { fromMs: 0, toMs: 10_000, reason: 'HEAD_OF_LINE', behind: { job: 1, reason: 'MAX_VCPUS' } },
      { fromMs: 10_000, toMs: 20_000, reason: 'MAX_VCPUS' },
    ]);
    expect(attempts).toMatchObject([{ startMs: 20_000, instanceType: 'lab.4', computeEnvironment: 'ce0' }]);
    expect(impossible).toBeUndefined();
  });

  it('of one job is followed by its STARTING, so that no time is missing before RUNNING', () => {
    const world = labWorld([MACHINE], { assumptions: ideal({ startingSeconds: 11 }) });
    const explanation = explainJob(setupOf([{ submitMs: 0, runMs: 1000 }], fixedMachine('lab.4', 4), world), 0);
    expect(explanation.attempts).toMatchObject([{ startingMs: 0, startMs: 11_000 }]);
    const text = renderJobExplanation('title', explanation);
    expect(text).toMatch(/\+0 s {2}attempt 1 STARTING: image pull and container start\n *\+11 s {2}attempt 1 RUNNING/);
  });

  it('of a job that is never placed stays open', () => {
    const setup = setupOf(
      [{ submitMs: 0, runMs: 1, vcpus: 8 }],
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([MACHINE]),
    );
    const { waits, impossible } = explainJob(setup, 0);
    expect(waits.at(-1)).toMatchObject({ toMs: undefined, reason: 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT' });
    expect(impossible).toBe('MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT');
  });
});

describe('each reason to wait, in text and in numbers', () => {
  const TEN_MINUTES_MS = 600_000;
  const rowsOf = (text: string) => text.split('What jobs waited for\n')[1]?.trimEnd().split('\n');

  it('before RUNNABLE: dependencies, from the submission on', () => {
    // a runs 0 to 10 min, b 10 to 20, c 20 to 30: b waits 10 minutes, c, submitted after one, 19.
    const jobs = ['a', 'b', 'c'].map((id, index) => {
      return { id, submitMs: index === 2 ? 60_000 : 0, runMs: TEN_MINUTES_MS, vcpus: 4 };
    });
    const workload = workloadOf(jobs, (builder) => {
      builder.addDependency('b', 'a');
      builder.addDependency('c', 'b');
    });
    const setup = prepare(workload, fixedMachine('lab.4', 4), labWorld([MACHINE]));
    if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
    const explanation = explainScenario(setup.value);
    expect(explanation.beforeRunnableJobMs).toBe(29 * 60_000);
    expect(explanation.queues).toMatchObject([{ jobMs: new Map(), behindJobMs: new Map(), stuckJobs: 0 }]);
    expect(rowsOf(renderScenarioExplanation('title', explanation))).toEqual([
      '  before RUNNABLE: submission and dependencies  0.483 job-h  100.0 %',
    ]);
  });

  it('a head that nothing holds keeps the small ones behind it for ever, and each of them is told which job that is', () => {
    // a runs from 0; big comes at 10 s, c at 20 s, d at 30 s, the last change of the queue: 20 s of big, 10 s of c.
    const jobs = [
      { id: 'a', submitMs: 0, runMs: TEN_MINUTES_MS, vcpus: 4 },
      { id: 'big', submitMs: 10_000, runMs: 1000, vcpus: 8 },
      { id: 'c', submitMs: 20_000, runMs: 1000 },
      { id: 'd', submitMs: 30_000, runMs: 1000 },
    ];
    const setup = setupOf(jobs, fixedMachine('lab.4', 4), labWorld([MACHINE]));
    const explanation = explainScenario(setup);
    const reason = 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE';
    expect(explanation.queues).toMatchObject([
      { behindJobMs: new Map([[reason, 10_000]]), stuckJobs: 3, headJobId: 'big', head: { job: 1, reason } },
    ]);
    expect(explanation.queues[0]?.jobMs.get(reason)).toBe(20_000);
    expect(renderScenarioExplanation('title', explanation)).toContain('queue queue: job big at the head, MISCONF');
    const behind = explainJob(setup, 2);
    expect(behind.stuckBehind).toBe('big');
    expect(renderJobExplanation('title', behind)).toMatch(
      /It was still RUNNABLE when the run ended: behind the head of the queue \(big\):\s+MISCONFIGURATION:COMPUTE_ENV/,
    );
    expect(jobExplanationRecord(behind, NONE_TRIED)).toMatchObject({ stuckBehind: 'big' });
  });

  it('fair share: the job of the share that used more waits behind that of the one that used less', () => {
    // a of A runs 0 to 10 min; then c of B, which has used nothing, before b of A, submitted with it: c waits 10, b 20 minutes.
    const jobs = (['A', 'A', 'B'] as const).map((shareIdentifier, index) => {
      return { id: 'abc'[index], submitMs: index === 0 ? 0 : 1000, runMs: TEN_MINUTES_MS, vcpus: 4, shareIdentifier };
    });
    const machine = fixedMachine('lab.4', 4);
    const config = {
      ...machine,
      jobQueues: machine.jobQueues.map((queue) => ({ ...queue, schedulingPolicyArn: 'fair' })),
      schedulingPolicies: [{ name: 'fair', fairsharePolicy: {} }],
    };
    const setup = setupOf(jobs, config, labWorld([MACHINE]));
    const { queues } = explainScenario(setup);
    // From 1 s to 10 min c is the head and b behind it, then b is the head for the ten minutes of c.
    expect(queues[0]?.jobMs.get('MAX_VCPUS')).toBe(599_000 + TEN_MINUTES_MS);
    expect(queues[0]?.behindJobMs.get('MAX_VCPUS')).toBe(599_000);
    expect(explainJob(setup, 1).waits).toEqual([
      { fromMs: 1000, toMs: TEN_MINUTES_MS, reason: 'HEAD_OF_LINE', behind: { job: 2, reason: 'MAX_VCPUS' } },
      { fromMs: TEN_MINUTES_MS, toMs: 2 * TEN_MINUTES_MS, reason: 'MAX_VCPUS' },
    ]);
  });

  it('the next environment is not yet allowed: so long as it takes to fall through', () => {
    const world = labWorld([MACHINE], { assumptions: ideal({ fallThroughDelaySeconds: 120 }) });
    const fixed = { instanceTypes: ['lab.4'], minvCpus: 4, maxvCpus: 4 };
    const jobs = [0, 0].map((submitMs) => ({ submitMs, runMs: TEN_MINUTES_MS, vcpus: 4 }));
    const explanation = explainScenario(setupOf(jobs, labConfig(fixed, fixed), world));
    expect([...(explanation.queues[0]?.jobMs ?? [])]).toEqual([['FALL_THROUGH', 120_000]]);
    expect(rowsOf(renderScenarioExplanation('title', explanation))).toEqual([
      '  the environment is full or refused, the next one not yet allowed  0.033 job-h  100.0 %',
    ]);
  });

  it('the environment is INVALID: until it is mended, or to the end', () => {
    const job = { submitMs: 0, runMs: 1000 };
    const explained = (untilSeconds?: number) => {
      const period = { computeEnvironment: 'ce0', ...(untilSeconds !== undefined && { untilSeconds }) };
      const world = labWorld([MACHINE], { assumptions: ideal({ invalidEnvironments: [period] }) });
      return explainScenario(setupOf([job], labConfig({ instanceTypes: ['lab.4'] }), world));
    };
    expect([...(explained(3600).queues[0]?.jobMs ?? [])]).toEqual([['ACTION_REQUIRED', HOUR_MS]]);
    expect(explained().queues).toMatchObject([{ stuckJobs: 1, head: { job: 0, reason: 'ACTION_REQUIRED' } }]);
  });

  it('an attempt lost while STARTING never was RUNNING, and its time counts as STARTING', () => {
    // Reclaimed after 30 of the 60 s of its start; the second attempt starts at once and is RUNNING at 90 s.
    const spotMarket = scriptedMarket({ lifeMs: (_, ordinal) => (ordinal === 0 ? 30_000 : Number.POSITIVE_INFINITY) });
    const world = labWorld([MACHINE], { spotMarket, assumptions: ideal({ startingSeconds: 60, zones: 1 }) });
    const config = { ...labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }), defaultRetryStrategy: { attempts: 3 } };
    const setup = setupOf([{ submitMs: 0, runMs: 100_000, vcpus: 4 }], config, world);
    expect(explainScenario(setup).startingJobMs).toBe(90_000);
    const text = renderJobExplanation('title', explainJob(setup, 0));
    expect(text).toMatch(/\+0 s {2}attempt 1 STARTING on lab.4 in ce0: .*\n *\+30 s {2}attempt 1 FAILED: Host EC2/);
    expect(text).not.toContain('attempt 1 RUNNING');
    expect(text).toContain('+1 m 30 s  attempt 2 RUNNING on lab.4 in ce0');
  });
});

describe('a wait for consumable resources', () => {
  function explained(kind: 'REPLENISHABLE' | 'NON_REPLENISHABLE') {
    const consumableResources = [{ name: 'licence', quantity: 1 }];
    const jobs = ['a', 'b', 'c'].map((id) => ({ id, submitMs: 0, runMs: 600_000, consumableResources }));
    const workload = workloadOf(jobs, (builder) => builder.addDependency('c', 'a'));
    const licence = { consumableResourceName: 'licence', totalQuantity: 1, resourceType: kind };
    const config = { ...fixedMachine('lab.4', 4), consumableResources: [licence] };
    const setup = prepare(workload, config, labWorld([MACHINE]));
    if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
    return setup.value;
  }

  it('is told apart from that for other jobs, of all and of each', () => {
    // a 0 to 10 min; b waits for its licence; c for a, then from minute 10 to 20 for the licence of b.
    const setup = explained('REPLENISHABLE');
    const explanation = explainScenario(setup);
    expect(explanation.beforeRunnableJobMs).toBe(30 * 60_000);
    expect(explanation.queues).toMatchObject([{ consumables: { jobMs: 20 * 60_000, stuckJobs: 0 } }]);
    const text = renderScenarioExplanation('title', explanation);
    expect(text).toMatch(/before RUNNABLE: consumable resources that others hold or have used up +0.333 job-h +66.7 %/);
    expect(text).toMatch(/before RUNNABLE: submission and dependencies +0.167 job-h +33.3 %/);
    expect(scenarioExplanationRecord(explanation, NONE_TRIED)).toMatchObject({
      waits: { beforeRunnableJobSeconds: 1800, queues: [{ consumableJobSeconds: 1200 }] },
    });
    const job = explainJob(setup, 2);
    expect(job).toMatchObject({ runnableMs: 1_200_000, consumableWait: { fromMs: 600_000, toMs: 1_200_000 } });
    expect(renderJobExplanation('title', job)).toContain('+10 m 0 s  PENDING for 10 m 0 s: consumable resources');
    expect(explainJob(setup, 0).consumableWait).toBeUndefined();
  });

  it('that never ends is said, and nothing of instances', () => {
    const setup = explained('NON_REPLENISHABLE');
    const explanation = explainScenario(setup);
    expect(explanation.queues).toMatchObject([{ stuckJobs: 0, consumables: { stuckJobs: 2, firstJobId: 'b' } }]);
    expect(renderScenarioExplanation('title', explanation)).toContain(
      'queue queue: job b and 1 job more PENDING, consumable resources that others hold or have used up',
    );
    const text = renderJobExplanation('title', explainJob(setup, 1));
    expect(text).toMatch(/It never became RUNNABLE: it was still PENDING when the run ended, consumable\s+resources/);
    expect(text).not.toContain('What was tried');
  });
});

describe('a job with dependencies', () => {
  function explained(runMsOfFirst: number) {
    const jobs = [
      { id: 'first', submitMs: 0, runMs: runMsOfFirst, timeoutMs: 60_000 },
      { id: 'second', submitMs: 1000, runMs: 1 },
    ];
    const workload = workloadOf(jobs, (builder) => builder.addDependency('second', 'first'));
    const setup = prepare(workload, fixedMachine('lab.4', 4), labWorld([MACHINE]));
    if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
    return explainJob(setup.value, 1);
  }

  it('is told when they were met', () => {
    expect(explained(20_000)).toMatchObject({
      submitMs: 1000,
      runnableMs: 20_000,
      prerequisites: [{ jobId: 'first', succeededMs: 20_000 }],
    });
  });

  it('says when it failed with one of them, and nothing about instances that would hold it', () => {
    const explanation = explained(90_000);
    expect(explanation.dependencyFailedMs).toBe(60_000);
    const text = renderJobExplanation('title', explanation);
    expect(text).toContain('+1 m 0 s  FAILED: a job it depends on did not succeed');
    expect(text).not.toContain('What was tried');
  });

  it('never becomes RUNNABLE when one fails', () => {
    // It runs into its timeout of 60 s.
    expect(explained(90_000)).toMatchObject({
      runnableMs: undefined,
      attempts: [],
      prerequisites: [{ jobId: 'first', succeededMs: undefined }],
    });
  });
});

describe('a request that nothing allowed holds', () => {
  const types = [MACHINE, labType('lab.8', 8, 8000, 10), labType('wide.16', 16, 4000, 5)];
  const world = labWorld(types);

  it('is tried against every family, with what the largest lacks', () => {
    const setup = setupOf(
      [{ submitMs: 0, runMs: 1, vcpus: 6, memoryMiB: 9000 }],
      labConfig({ instanceTypes: ['lab', 'wide'] }),
      world,
    );
    const [shape] = setup.shapes;
    if (shape === undefined) throw new Error('one shape');
    expect(triedFor(setup, 0, shape)).toMatchObject([
      {
        computeEnvironment: 'ce0',
        rejected: undefined,
        families: [
          { family: 'wide', lacks: [{ dimension: 'memoryMiB', most: 4000 }] },
          { family: 'lab', lacks: [{ dimension: 'memoryMiB', most: 8000 }] },
        ],
      },
    ]);
    // 8,000 of 9,000 MiB would be a cut of more than a tenth, and no type of the catalogue holds 9,000.
    expect(fixesFor(setup, 0, shape)).toEqual([]);
  });

  it('is mended by the type that holds it, at the difference in price', () => {
    const setup = setupOf(
      [{ submitMs: 0, runMs: 1, vcpus: 4, memoryMiB: 4200 }],
      labConfig({ instanceTypes: ['lab.4'] }),
      world,
    );
    const [shape] = setup.shapes;
    if (shape === undefined) throw new Error('one shape');
    const fixes = fixesFor(setup, 0, shape);
    expect(fixes.map(({ kind }) => kind)).toEqual(['ask-less-memory', 'add-type']);
    expect(fixes[0]).toMatchObject({ memoryMiB: 4000, insteadOf: undefined });
    expect(fixes[1]).toMatchObject({
      type: { instanceType: 'lab.8' },
      microUsdPerHour: 10e6,
      insteadOf: { microUsdPerHour: 4e6 },
    });
  });

  it('because of maxvCpus or a disabled environment is mended there', () => {
    const job = { submitMs: 0, runMs: 1, vcpus: 6, memoryMiB: 8000 };
    const tight = setupOf([job], labConfig({ instanceTypes: ['lab.8'], maxvCpus: 4 }), world);
    expect(
      fixesFor(tight, 0, { vcpus: 6, memoryMiB: 8000, gpus: 0, architecture: undefined, nodes: 1, jobVcpus: 6 }),
    ).toEqual([
      {
        kind: 'raise-maxvcpus',
        computeEnvironment: 'ce0',
        maxvCpus: 6,
        type: expect.objectContaining({ vcpus: 8, microUsdPerHour: 10e6 }),
      },
    ]);
    const config = labConfig({ instanceTypes: ['lab.8'] });
    const computeEnvironments = config.computeEnvironments.map((one) => ({ ...one, state: 'DISABLED' as const }));
    const disabled = setupOf([job], { ...config, computeEnvironments }, world);
    expect(
      fixesFor(disabled, 0, { vcpus: 6, memoryMiB: 8000, gpus: 0, architecture: undefined, nodes: 1, jobVcpus: 6 }),
    ).toEqual([
      {
        kind: 'enable',
        computeEnvironment: 'ce0',
        type: expect.objectContaining({ vcpus: 8, microUsdPerHour: 10e6 }),
      },
    ]);
  });

  it('because of its architecture needs a queue of its own, for AWS takes one architecture a queue', () => {
    const arm = labWorld([MACHINE, labType('arm.4', 4, 4000, 3, { architecture: 'arm64' })]);
    const job = { submitMs: 0, runMs: 1, vcpus: 4, memoryMiB: 4000, architecture: 'arm64' as const };
    const setup = setupOf([job], labConfig({ instanceTypes: ['lab.4'] }), arm);
    const fixes = setup.shapes.flatMap((shape) => fixesFor(setup, 0, shape));
    expect(fixes).toEqual([
      expect.objectContaining({ kind: 'add-type', needsOwnQueue: true, maxvCpus: undefined, microUsdPerHour: 3e6 }),
    ]);
    expect(fixes.map(explainFix)).toEqual([
      'submit it to a queue with an arm64 environment of its own (AWS takes one architecture a queue): arm.4 holds the job for $3.0000 per hour',
    ]);
  });
});

describe('a size cliff', () => {
  const types = [MACHINE, labType('lab.8', 8, 8000, 8)];

  it('is told with the jobs on it and the two prices', () => {
    const jobs = [0, 1].map((submitMs) => ({ submitMs, runMs: HOUR_MS, vcpus: 2, memoryMiB: 4100 }));
    const { cliffs } = explainScenario(setupOf(jobs, labConfig({ instanceTypes: ['lab'] }), labWorld(types)));
    expect(cliffs).toMatchObject([
      {
        jobs: 2,
        jobHours: 2,
        fix: { memoryMiB: 4000, type: { microUsdPerHour: 4e6 }, insteadOf: { microUsdPerHour: 8e6 } },
      },
    ]);
  });

  it('is none when the request is more than a tenth above the smaller size', () => {
    const jobs = [{ submitMs: 0, runMs: HOUR_MS, vcpus: 2, memoryMiB: 4500 }];
    expect(explainScenario(setupOf(jobs, labConfig({ instanceTypes: ['lab'] }), labWorld(types))).cliffs).toEqual([]);
  });
});
