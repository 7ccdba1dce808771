/** Runs the search on one trace and everything it wants to beat on the days it never saw, under the same luck. */

import { formatProblem } from '../../src/models/problem.ts';
import { traceDays } from '../../src/models/trace-days.ts';
import type { Workload } from '../../src/models/workload.ts';
import { readLimits } from '../../src/optimize/feasibility.ts';
import { createHighsSolver } from '../../src/optimize/floor/index.ts';
import { splitDays } from '../../src/optimize/holdout/split.ts';
import { optimizeScenario } from '../../src/optimize/index.ts';
import { limitsFor, parseObjective } from '../../src/optimize/objective.ts';
import { checkRunnable, worldBuilder, worldSources } from '../../src/scenario/assemble.ts';
import { type ApartOverDays, apartOverDays } from '../../src/study/days-apart.ts';
import { inProcessExecutor, runStudy, taskRunner } from '../../src/study/index.ts';
import { meanOf, pairedDifference } from '../../src/study/statistics.ts';
import { baselinesOf } from './baselines.ts';
import type { LoadedSource } from './sources.ts';

const REPLICATIONS = 5;
/** No other study of the program uses these. */
const FIRST_REPLICATION = { heldOut: 7_000_000, training: 7_100_000 } as const;

export interface MeasuredBaseline {
  readonly name: string;
  /** Why it cannot be run at all. */
  readonly refused?: string;
  readonly usd?: number;
  readonly p95WaitSeconds?: number;
  readonly lostJobs?: number;
  readonly keepsLimits?: boolean;
  /** Its cost less the recommended one's, over pairs. */
  readonly extra?: {
    readonly mean: number;
    readonly lo?: number;
    readonly hi?: number;
    readonly distinguishable: boolean;
  };
  /** The same as a share of the recommended one's, as the training days alone foretold it for as many days as were held out. */
  readonly foretold?: ApartOverDays;
}

export interface Measured {
  readonly name: string;
  readonly jobs: number;
  readonly leftOut: number;
  readonly days: number;
  readonly verdict: string;
  readonly recommended: string;
  /** Undefined when nothing could be held out: the figures are then of the same jobs under fresh luck. */
  readonly trainDays?: number;
  readonly testDays?: number;
  readonly usd: number;
  readonly p95WaitSeconds?: number;
  readonly lostJobs: number;
  readonly keepsLimits: boolean;
  readonly degradationPercent?: number | null;
  readonly floorUsd?: number;
  readonly simulations: number;
  readonly cpuSeconds: number;
  readonly baselines: readonly MeasuredBaseline[];
}

export async function measure(loaded: LoadedSource): Promise<Measured> {
  const { assembled, leftOut, source } = loaded;
  const before = process.cpuUsage();
  const found = await optimizeScenario(assembled, {
    executorFor: (workload, assumptions) =>
      inProcessExecutor(
        taskRunner(workload, worldBuilder({ ...worldSources({ ...assembled, workload }), assumptions })),
      ),
    solver: createHighsSolver(),
  });
  const used = process.cpuUsage(before);
  if (!found.ok) throw new Error(found.problems.map(formatProblem).join('; '));
  const { recommended, holdout, floor, search, verdict } = found.value;
  const split = splitDays(assembled.workload, []);
  const judged = typeof split === 'string' ? assembled.workload : split.test;
  const baselines = baselinesOf(loaded);
  const runnable = baselines.filter(({ batch }) => checkRunnable({ ...assembled, workload: judged }, batch).ok);
  const batches = [recommended.batch, ...runnable.map(({ batch }) => batch)];
  const records = await simulated(loaded, judged, batches, FIRST_REPLICATION.heldOut);
  const seen =
    typeof split === 'string' ? [] : await simulated(loaded, split.training, batches, FIRST_REPLICATION.training, true);
  const days = seen.map((replications) => replications.map(({ usdByDay }) => usdByDay ?? []));
  const horizonDays = typeof split === 'string' ? 0 : traceDays(split.test).count;
  const objective = parseObjective([]);
  if (!objective.ok) throw new Error('no limits are always readable');
  const today = records[1].map(({ metrics }) => metrics);
  const figures = records.map((of) => figuresOf(of, limitsFor(objective.value, today)));
  const measured = (name: string): MeasuredBaseline => {
    const index = runnable.findIndex((baseline) => baseline.name === name);
    if (index < 0) return { name, refused: 'cannot run these jobs' };
    const { costs, ...rest } = figures[index + 1];
    const extra = pairedDifference(costs, figures[0].costs);
    const foretold =
      days.length === 0 ? undefined : apartOverDays(meanDays(days[index + 1]), meanDays(days[0]), horizonDays);
    return { name, ...rest, ...(extra !== undefined && { extra }), ...(foretold !== undefined && { foretold }) };
  };
  const { costs: _costs, ...own } = figures[0];
  const floorUsd = holdout === null ? floor?.usd : holdout.floorUsd;
  return {
    name: source.name,
    jobs: assembled.workload.jobCount,
    leftOut,
    days: source.window?.[1] ?? 1,
    verdict,
    recommended: recommended.name,
    ...(holdout !== null && {
      trainDays: holdout.trainDays,
      testDays: holdout.testDays,
      degradationPercent: holdout.degradationPercent,
    }),
    ...own,
    ...(typeof floorUsd === 'number' && { floorUsd }),
    simulations: search.simulations,
    cpuSeconds: Math.round((used.user + used.system) / 1e6),
    baselines: baselines.map(({ name }) => measured(name)),
  };
}

type Records = Awaited<ReturnType<typeof simulated>>[number];

async function simulated(
  { assembled }: LoadedSource,
  workload: Workload,
  candidates: readonly LoadedSource['assembled']['scenario']['batch'][],
  firstReplication: number,
  byDay = false,
) {
  const executor = inProcessExecutor(taskRunner(workload, worldBuilder(worldSources({ ...assembled, workload }))));
  const study = await runStudy(
    { candidates, replications: REPLICATIONS, seed: assembled.scenario.seed, firstReplication, byDay },
    executor,
  );
  return study.candidates.map(({ records }) => records);
}

function meanDays(replications: readonly (readonly number[])[]): readonly number[] {
  return replications[0].map((_, day) => meanOf(replications.map((days) => days[day])) ?? Number.NaN);
}

function figuresOf(records: Records, limits: ReturnType<typeof limitsFor>) {
  const costs = records.map(({ outcome }) => outcome.ledger.totalMicroUsd / 1_000_000);
  const waits = records.flatMap(({ outcome }) => (outcome.waitMs === undefined ? [] : [outcome.waitMs.p95 / 1000]));
  const p95WaitSeconds = waits.length < records.length ? undefined : meanOf(waits);
  const metrics = records.map((record) => record.metrics);
  return {
    costs,
    usd: meanOf(costs) ?? Number.NaN,
    ...(p95WaitSeconds !== undefined && { p95WaitSeconds }),
    lostJobs: meanOf(records.map(({ outcome }) => outcome.jobs.failed + outcome.jobs.neverRan)) ?? 0,
    keepsLimits: readLimits(limits, metrics).every(({ ok }) => ok),
  };
}
