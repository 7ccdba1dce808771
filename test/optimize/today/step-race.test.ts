/** Which steps get more replications than two, when two were lucky. */
import { expect, it } from 'vitest';
import { replicationSeed } from '../../../src/models/random.ts';
import { defaultBudget, Purse } from '../../../src/optimize/budget.ts';
import { surveyLandscape } from '../../../src/optimize/landscape.ts';
import { parseObjective } from '../../../src/optimize/objective.ts';
import type { Edit } from '../../../src/optimize/today/edits.ts';
import { StepRace } from '../../../src/optimize/today/step-race.ts';
import { inProcessExecutor, taskRunner } from '../../../src/study/index.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../../support/lab.ts';
import { scriptedMarket } from '../../support/scripted-market.ts';

const HOUR_MS = 3_600_000;
const LUCKY_SEEDS = [0, 1].map((replication) => replicationSeed(1, replication));

function attemptsOf(attempts: number): Edit {
  return { path: 'defaultRetryStrategy', apply: (config) => ({ ...config, defaultRetryStrategy: { attempts } }) };
}

it('the next value of a field takes its turn where more replications refute the one that was lucky', async () => {
  // A job of three hours on Spot at $2 an hour. From the third replication on EC2 takes the first four instances after an hour and
  // a half each: three attempts lose the job, ten do not.
  const workload = workloadOf([{ submitMs: 0, runMs: 3 * HOUR_MS, vcpus: 4, memoryMiB: 1000 }]);
  const current = labConfig({ type: 'SPOT', instanceTypes: ['lab.4'], maxvCpus: 4 });
  const assumptions = ideal({ zones: 1 });
  const world = labWorld([labType('lab.4', 4, 4000)], { assumptions });
  const surveyed = surveyLandscape(workload, current, world.catalog, assumptions);
  const objective = parseObjective(['failed == 0']);
  if (!surveyed.ok || !objective.ok) throw new Error('the lab is wrong');
  const executor = inProcessExecutor(
    taskRunner(workload, (seed) => {
      const isTaken = (ordinal: number) => !LUCKY_SEEDS.includes(seed) && ordinal < 4;
      const lifeMs = (_: unknown, ordinal: number) => (isTaken(ordinal) ? 1.5 * HOUR_MS : Number.POSITIVE_INFINITY);
      return { ...world, spotMarket: scriptedMarket({ lifeMs }), seed };
    }),
  );
  const track = { executor, jobs: 1, seed: 1, firstReplication: 0, onSimulated: () => {}, isCancelled: () => false };
  const race = new StepRace(surveyed.value, objective.value, track, new Purse(defaultBudget(1, 1)));
  const steps = [3, 10].flatMap((attempts) => {
    const edit = attemptsOf(attempts);
    const config = edit.apply(current);
    return config === undefined ? [] : [{ edits: [edit], config }];
  });
  const raced = await race.run(steps);
  expect(raced.map(({ config, standing }) => [config.defaultRetryStrategy?.attempts, standing])).toEqual([
    [10, 'kept'],
    [3, 'broken'],
  ]);
  // Two replications of $6; four with 4 x 1.5 hours more, $18.
  expect(raced[0]?.costUsd).toBeCloseTo((2 * 6 + 4 * 18) / 6, 3);
});
