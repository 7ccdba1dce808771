/** What `plan` is to bring about: a scenario's configuration, or the one optimize recommends with what it promises. */
import { z } from 'zod/mini';
import { CHANGE_PLAN_KIND, type PredictedEffect, type PromisedRuns, type WaitBounds } from '../aws/change-plan.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import { parseScenario } from '../scenario/load.ts';
import type { CliContext } from './context.ts';
import { invalidInput } from './failure.ts';
import { nameOf, readText } from './files.ts';
import { planBatch } from './plan-file.ts';

export interface WantedBatch {
  readonly batch: BatchConfig;
  readonly region: string;
  readonly effect?: PredictedEffect;
}

export async function readWanted(context: CliContext, file: string): Promise<WantedBatch> {
  const text = await readText(context, file);
  const name = nameOf(file);
  if (text.trimStart().startsWith('{') && text.includes(`"${CHANGE_PLAN_KIND}"`)) {
    const hint = `to carry it out: batchwright apply ${file}`;
    throw invalidInput({ path: '', file: name, message: 'is a change plan already', hint });
  }
  const recommendation = planBatch(text, name);
  if (recommendation?.ok === false) throw invalidInput(...recommendation.problems);
  if (recommendation !== undefined) {
    const { batch, region } = recommendation.value;
    const effect = effectOf(text);
    return { batch, region, ...(effect !== undefined && { effect }) };
  }
  const scenario = parseScenario(text, name);
  if (!scenario.ok) throw invalidInput(...scenario.problems);
  return { batch: scenario.value.batch, region: scenario.value.region };
}

const bounds = z.object({ lo: z.number(), hi: z.number() });
const range = z.object({ least: z.number(), median: z.number(), most: z.number() });
const singleRuns = z.object({
  runs: z.number(),
  jobs: z.number(),
  costUsd: range,
  waitSecondsP95: z.optional(range),
  failedJobs: range,
  lostAttempts: range,
});
const optionalNumber = z.optional(z.number());
const side = z.object({
  replications: optionalNumber,
  jobs: z.optional(z.object({ submitted: z.number() })),
  cost: z.object({ totalUsd: z.extend(bounds, { mean: z.number() }) }),
  waitSeconds: z.optional(
    z.object({
      p95: z.number(),
      p95Interval: z.optional(bounds),
      p95OverRuns: z.optional(z.object({ isSkewed: z.boolean(), median: optionalNumber, worst: optionalNumber })),
    }),
  ),
  singleRuns: z.optional(singleRuns),
});
const promise = z.object({
  current: side,
  recommended: side,
  replications: z.number(),
  assumptions: z.object({ preset: z.string(), submittedToRunnableSeconds: optionalNumber }),
});

/** Undefined where the file gives no figures with intervals: nothing is promised then. */
function effectOf(text: string): PredictedEffect | undefined {
  const read = promise.safeParse(JSON.parse(text));
  if (!read.success) return undefined;
  const { current, recommended, replications, assumptions } = read.data;
  const runs = promisedRuns(read.data);
  return {
    costUsd: { before: current.cost.totalUsd, after: recommended.cost.totalUsd },
    ...waitEffect(current.waitSeconds, recommended.waitSeconds),
    replications,
    assumptionsPreset: assumptions.preset,
    ...(runs !== undefined && { singleRuns: runs }),
  };
}

function promisedRuns({
  recommended: { singleRuns: known, waitSeconds, replications, jobs },
  assumptions: { submittedToRunnableSeconds },
  ...all
}: z.infer<typeof promise>): PromisedRuns | undefined {
  const late = submittedToRunnableSeconds !== undefined && { submittedToRunnableSeconds };
  if (known !== undefined) {
    const { waitSecondsP95, ...others } = known;
    return { ...others, ...(waitSecondsP95 !== undefined && { waitSecondsP95 }), ...late };
  }
  const { median, worst: most } = waitSeconds?.p95OverRuns ?? {};
  if (median === undefined || most === undefined) return undefined;
  return {
    runs: replications ?? all.replications,
    ...(jobs !== undefined && { jobs: jobs.submitted }),
    ...late,
    waitSecondsP95: { median, most },
  };
}

type Wait = z.infer<typeof side>['waitSeconds'];

function waitEffect(before: Wait, after: Wait): Pick<PredictedEffect, 'waitSecondsP95'> {
  if (before === undefined || after === undefined) return {};
  const [was, becomes] = [waitBounds(before), waitBounds(after)];
  const intervals = was !== undefined && becomes !== undefined && { intervals: { before: was, after: becomes } };
  return { waitSecondsP95: { before: before.p95, after: after.p95, ...intervals } };
}

/** Of skewed runs the upper end promises too much. */
function waitBounds({ p95Interval, p95OverRuns }: NonNullable<Wait>): WaitBounds | undefined {
  return p95Interval !== undefined && p95OverRuns?.isSkewed === true ? { lo: p95Interval.lo } : p95Interval;
}
