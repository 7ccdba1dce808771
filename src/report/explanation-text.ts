/** Writes why jobs wait or can never run, for people at a terminal: reasons in AWS's own codes, what was tried, the fixes. */
import type {
  ConsumableTime,
  EnvironmentTrial,
  FamilyTrial,
  JobExplanation,
  ScenarioExplanation,
  WaitReason,
} from '../engine/index.ts';
import type { Shape } from '../engine/shapes.ts';
import type { TriedFixes, WaitFix } from '../study/wait-fixes.ts';
import {
  explainFix,
  explainFixInVain,
  explainReason,
  explainWaitFix,
  nameReason,
  shapeText,
} from './explanation-words.ts';
import {
  formatCount,
  formatDuration,
  formatInstant,
  formatMarket,
  formatPercent,
  formatPlural,
  formatUsd,
} from './format.ts';
import { jobCountsText } from './job-counts.ts';
import { alignRows, section, wrap } from './layout.ts';

const MOST_CLIFFS = 5;
const MOST_FAMILIES = 8;

/** At most 100 columns, ends with a newline. */
export function renderScenarioExplanation(
  title: string,
  explanation: ScenarioExplanation,
  waitFixes: TriedFixes = NONE_TRIED,
): string {
  const { jobs, impossible, cliffs } = explanation;
  const lines = [
    ...wrap(title, '', ''),
    '',
    `${formatPlural(jobs.submitted, 'job')}: ${jobCountsText(jobs)}`,
    ...section('Can never run', impossible.flatMap(impossibleLines)),
    ...section('Stuck when the run ended', stuckLines(explanation)),
    ...section('What jobs waited for', waitLines(explanation)),
    ...fixSections(waitFixes, 'mean wait'),
    ...section('Size cliffs', cliffs.slice(0, MOST_CLIFFS).flatMap(cliffLines)),
  ];
  if (cliffs.length > MOST_CLIFFS) lines.push(`  and ${cliffs.length - MOST_CLIFFS} more, see --json`);
  return `${lines.join('\n')}\n`;
}

export function renderJobExplanation(
  title: string,
  explanation: JobExplanation,
  waitFixes: TriedFixes = NONE_TRIED,
): string {
  const { jobId, queue, shape, impossible, tried, fixes, attempts, consumableWait, dependencyFailedMs } = explanation;
  const isPendingForGood = consumableWait !== undefined && consumableWait.toMs === undefined;
  // No instance stood in its way.
  const isBesideThePoint =
    impossible === undefined && (attempts.length > 0 || isPendingForGood || dependencyFailedMs !== undefined);
  const lines = [
    ...wrap(title, '', ''),
    '',
    `Job ${jobId} (${shapeText(shape)}) in queue ${queue}`,
    ...section('What happened', historyLines(explanation)),
    ...section('Verdict', wrap(verdict(explanation))),
    ...section('What was tried', isBesideThePoint ? [] : triedLines(tried, shape)),
    ...section(
      'What would help',
      fixes.flatMap((fix) => wrap(explainFix(fix), '  - ', '    ')),
    ),
    ...fixSections(waitFixes, 'its wait'),
  ];
  return `${lines.join('\n')}\n`;
}

const NONE_TRIED: TriedFixes = { helpful: [], inVain: [] };

function fixSections({ helpful, inVain }: TriedFixes, whose: 'mean wait' | 'its wait'): readonly string[] {
  const lines = (fixes: readonly WaitFix[], words: typeof explainWaitFix) =>
    fixes.flatMap((fix) => wrap(words(fix, whose), '  - ', '    '));
  return [
    ...section(
      'What would shorten the wait (each simulated alone, with the same luck)',
      lines(helpful, explainWaitFix),
    ),
    ...section('What would not, for another bound is hit next', lines(inVain, explainFixInVain)),
  ];
}

function impossibleLines(request: ScenarioExplanation['impossible'][number]): readonly string[] {
  const { shape, queue, reason, jobs, vcpuHours, firstJobId, tried, fixes } = request;
  const who = jobs === 1 ? `job ${firstJobId}` : `${formatCount(jobs)} jobs like ${firstJobId}`;
  return [
    ...wrap(`${who} in queue ${queue}, ${shapeText(shape)} (${formatCount(vcpuHours)} vCPU-hours): ${reason}`),
    ...triedLines(tried, shape).map((line) => `  ${line}`),
    ...fixes.flatMap((fix) => wrap(explainFix(fix), '    - ', '      ')),
  ];
}

function triedLines(tried: readonly EnvironmentTrial[], shape: Shape): readonly string[] {
  return tried.flatMap(({ computeEnvironment, market, rejected, maxvCpus, families }) => {
    const title = `${computeEnvironment} (${formatMarket(market)}, maxvCpus ${formatCount(maxvCpus)})`;
    if (rejected === 'DISABLED') return wrap(`${title}: disabled, AWS Batch places nothing there`);
    if (rejected === 'NO_MULTI_NODE') return wrap(`${title}: AWS runs multi-node parallel jobs On-Demand on EC2 only`);
    if (rejected === 'VCPU_QUOTA')
      return wrap(`${title}: a vCPU quota of the account allows no instance that holds it`);
    if (rejected === 'MAX_RESOURCE') return wrap(`${title}: ${aboveMaximumText(shape, maxvCpus)}`);
    const shown = families.slice(0, MOST_FAMILIES).flatMap((trial) => wrap(familyText(trial), '    ', '      '));
    const more = families.length - MOST_FAMILIES;
    return [`  ${title}`, ...shown, ...(more > 0 ? [`    and ${more} more families, see --json`] : [])];
  });
}

function aboveMaximumText({ jobVcpus }: Shape, maxvCpus: number): string {
  return jobVcpus > maxvCpus
    ? `the job asks for ${formatCount(jobVcpus)} vCPUs, more than maxvCpus`
    : 'every type that holds the job has more vCPUs than maxvCpus, which BEST_FIT never exceeds On-Demand';
}

const DIMENSIONS = { vcpus: 'vCPUs', memoryMiB: 'MiB schedulable', gpus: 'GPUs', architecture: '' } as const;

function familyText({ family, fit, lacks }: FamilyTrial): string {
  if (fit !== undefined)
    return `${family}: ${fit.instanceType.instanceType} holds it, ${formatUsd(fit.microUsdPerHour / 1e6, 4)} per hour`;
  const words = lacks.map(({ dimension, most }) =>
    typeof most === 'string' ? `is ${most}` : `at most ${formatCount(most)} ${DIMENSIONS[dimension]}`,
  );
  return `${family}: ${words.join(', ')}`;
}

function stuckLines({ queues }: ScenarioExplanation): readonly string[] {
  return queues.flatMap(({ queue, stuckJobs, head, headJobId, consumables }) => [
    ...(stuckJobs === 0 || head === undefined ? [] : wrap(stuckText(queue, stuckJobs, headJobId, head.reason))),
    ...(consumables.stuckJobs === 0 ? [] : wrap(pendingText(queue, consumables))),
  ]);
}

function stuckText(queue: string, jobs: number, headJobId: string | undefined, reason: WaitReason): string {
  const behind = jobs > 1 ? `; ${formatPlural(jobs - 1, 'job')} behind it` : '';
  return `queue ${queue}: job ${headJobId} at the head, ${explainReason(reason)}${behind}`;
}

/** They hold up nobody, so that there is no head. */
function pendingText(queue: string, { stuckJobs, firstJobId }: ConsumableTime): string {
  const others = stuckJobs > 1 ? ` and ${formatPlural(stuckJobs - 1, 'job')} more` : '';
  return `queue ${queue}: job ${firstJobId}${others} PENDING, ${explainReason('CONSUMABLE_RESOURCE')}`;
}

function waitLines({ queues, beforeRunnableJobMs, startingJobMs }: ScenarioExplanation): readonly string[] {
  const consumableJobMs = queues.reduce((sum, { consumables }) => sum + consumables.jobMs, 0);
  const totals = new Map<string, number>([
    ['before RUNNABLE: submission and dependencies', beforeRunnableJobMs - consumableJobMs],
    [`before RUNNABLE: ${nameReason('CONSUMABLE_RESOURCE')}`, consumableJobMs],
    ['STARTING: image pull and container start', startingJobMs],
  ]);
  const add = (words: string, jobMs: number) => totals.set(words, (totals.get(words) ?? 0) + jobMs);
  for (const { jobMs, behindJobMs } of queues) {
    for (const [reason, value] of jobMs) if (reason !== 'HEAD_OF_LINE') add(nameReason(reason), value);
    for (const [reason, value] of behindJobMs) add(`behind the head: ${nameReason(reason)}`, value);
  }
  const sum = [...totals.values()].reduce((total, value) => total + value, 0);
  const rows = [...totals]
    .filter(([, value]) => value > 0)
    .sort(([, left], [, right]) => right - left)
    .map(([words, value]) => [words, `${formatCount(value / 3_600_000)} job-h`, formatPercent(value / sum)]);
  return alignRows(rows, ['left', 'right', 'right']);
}

function cliffLines({
  queue,
  jobs,
  firstJobId,
  jobHours,
  shape,
  fix,
}: ScenarioExplanation['cliffs'][number]): readonly string[] {
  const who = jobs === 1 ? `job ${firstJobId}` : `${formatCount(jobs)} jobs like ${firstJobId}`;
  const ran = `${formatCount(jobHours)} job-hours`;
  return wrap(`${who} in queue ${queue} (${shapeText(shape)}, ${ran}): ${explainFix(fix)}`, '  - ', '    ');
}

function historyLines(explanation: JobExplanation): readonly string[] {
  const rows = historyRows(explanation);
  const times = rows.map(([ms]) => `+${formatInstant(ms / 1000)}`);
  const width = Math.max(...times.map((time) => time.length));
  const indent = ' '.repeat(width + 4);
  return rows.flatMap(([, words], index) => wrap(words, `  ${times[index].padStart(width)}  `, indent));
}

/** What happened when, ms since the start of the run, in order. */
function historyRows({
  submitMs,
  consumableWait,
  runnableMs,
  waits,
  attempts,
  canceled,
  dependencyFailedMs,
  prerequisites,
}: JobExplanation): [number, string][] {
  const rows: [number, string][] = [[submitMs, 'submitted']];
  if (prerequisites.length > 0)
    rows.push([submitMs, `waits for ${formatPlural(prerequisites.length, 'job')} it depends on`]);
  if (consumableWait !== undefined)
    rows.push([
      consumableWait.fromMs,
      `PENDING ${lengthWords(consumableWait)}: ${explainReason('CONSUMABLE_RESOURCE')}`,
    ]);
  if (runnableMs !== undefined) rows.push([runnableMs, 'RUNNABLE']);
  for (const span of mergeSpans(waits))
    rows.push([span.fromMs, `waits ${lengthWords(span)}: ${waitWords(span.reason, span.behind?.reason)}`]);
  for (const { startingMs, startMs, endMs, attempt, status, reason, instanceType, computeEnvironment } of attempts) {
    const where = `on ${instanceType} in ${computeEnvironment}`;
    // Lost with its instance before its container ran.
    const isLostEarly = status === 'FAILED' && startMs === endMs && startingMs < startMs;
    const starting = `attempt ${attempt} STARTING${isLostEarly ? ` ${where}` : ''}: image pull and container start`;
    if (startingMs < startMs) rows.push([startingMs, starting]);
    if (!isLostEarly) rows.push([startMs, `attempt ${attempt} RUNNING ${where}`]);
    rows.push([endMs, `attempt ${attempt} ${status}: ${reason}`]);
  }
  if (dependencyFailedMs !== undefined) rows.push([dependencyFailedMs, `FAILED: a job it depends on did not succeed`]);
  if (canceled !== undefined) rows.push([canceled.atMs, `FAILED: ${canceled.reason}`]);
  // Array.sort is stable, so what happens at one time stays in this order.
  return rows.sort(([left], [right]) => left - right);
}

function lengthWords({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number | undefined }): string {
  return toMs === undefined ? 'until the end of the run' : `for ${formatDuration((toMs - fromMs) / 1000)}`;
}

/** Neighbouring stretches for the same reason as one, whoever was at the head. */
function mergeSpans(waits: JobExplanation['waits']): JobExplanation['waits'] {
  return waits.reduce<JobExplanation['waits'][number][]>((merged, span) => {
    const last = merged[merged.length - 1];
    const isSame =
      last?.toMs === span.fromMs && last.reason === span.reason && last.behind?.reason === span.behind?.reason;
    if (isSame) merged[merged.length - 1] = { ...last, toMs: span.toMs };
    else merged.push(span);
    return merged;
  }, []);
}

function waitWords(reason: WaitReason, behind: WaitReason | undefined, headJobId?: string): string {
  const head = headJobId === undefined ? '' : ` (${headJobId})`;
  return behind === undefined ? explainReason(reason) : `behind the head of the queue${head}: ${explainReason(behind)}`;
}

function verdict(explanation: JobExplanation): string {
  const { impossible, attempts, canceled, consumableWait, runnableMs, waits, stuckBehind, prerequisites } = explanation;
  if (impossible !== undefined) return `It can never run: ${explainReason(impossible)}.`;
  if (canceled !== undefined) return `It failed while it waited: ${canceled.reason}.`;
  const last = attempts[attempts.length - 1];
  if (last !== undefined) return `It ran: ${formatPlural(attempts.length, 'attempt')}, the last ${last.status}.`;
  if (runnableMs === undefined) {
    if (consumableWait !== undefined)
      return `It never became RUNNABLE: it was still PENDING when the run ended, ${explainReason('CONSUMABLE_RESOURCE')}.`;
    const unmet = prerequisites.filter(({ succeededMs }) => succeededMs === undefined);
    return unmet.length === 0
      ? 'It never became RUNNABLE.'
      : `It never became RUNNABLE: ${unmet[0].jobId} did not succeed${unmet.length > 1 ? `, nor did ${unmet.length - 1} others` : ''}.`;
  }
  const open = waits[waits.length - 1];
  return open === undefined
    ? 'It was still RUNNABLE when the run ended.'
    : `It was still RUNNABLE when the run ended: ${waitWords(open.reason, open.behind?.reason, stuckBehind)}.`;
}
