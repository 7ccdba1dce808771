/**
 * Bound B2, the fluid programme by windows of time: work cannot be done before it is submitted nor after it is due, Spot only
 * while it is recorded to be there, and never on more vCPUs than the limit. Decides which prices by window to propose; what they
 * prove is checked elsewhere.
 *
 * minimise sum c x  subject to, by window: sum_k y_g + w_before >= w_g,  M_g <= w_g <= R_g,  C x >= sum r y,  sum vcpus x <= cap;
 * w is the work done by the end of the window, M what must be done by then and R what can be.
 */
import { GAVE_UP, type NoPrices } from './bound-record.ts';
import { standIns } from './dominance.ts';
import { type FluidGroup, fluidGroups } from './fluid-groups.ts';
import type { FloorGround } from './ground.ts';
import { type JobSpans, jobSpans } from './job-spans.ts';
import { LinearProgramBuilder, type LpSolver } from './linear-program.ts';
import type { PlanLimits } from './plan-limits.ts';
import { affordable, type ResourcePrices } from './resource-prices.ts';
import { isAvailableDuring } from './spot-availability.ts';

export interface PricedWindow {
  /** Infinity for the last. */
  readonly toMs: number;
  readonly scarcityMicroUsd: number;
  /** By option; undefined where it is not to be had. */
  readonly prices: readonly (ResourcePrices | undefined)[];
}

const MOST_WINDOWS = 24;
/** Entries of the programme: with more it takes seconds. */
const MOST_ENTRIES = 12_000;
const HOUR_MS = 3_600_000;
const MIB_PER_GIB = 1024;
const NO_PRICES: ResourcePrices = { vcpu: 0, gib: 0, gpu: 0 };

/** A reason where no window tells more than none: without due times; and when the solver gave up. */
export async function windowPrices(
  ground: FloorGround,
  limits: PlanLimits,
  solver: LpSolver,
): Promise<readonly PricedWindow[] | NoPrices> {
  const spans = jobSpans(ground, limits);
  const edges = windowEdges(ground, spans);
  if (edges.length < 2) return { reason: 'the limits make no work due' };
  const { options } = ground.eligibility;
  const standIn = standInsByWeather(ground);
  const kept = options.flatMap((_, index) => (standIn[index] === index ? [index] : []));
  const groups = fluidGroups(ground, kept, MOST_ENTRIES / edges.length);
  if (groups.length === 0) return { reason: 'there is no work to price' };
  const isOpen = edges.map((toMs, window) =>
    kept.map((option) => isOpenDuring(ground, option, [window === 0 ? 0 : edges[window - 1], toMs])),
  );
  const works = workByWindow(ground, spans, groups, edges);
  const programme = buildProgram({ ground, limits, groups, kept, edges, isOpen, works });
  const solution = await solver(programme.program);
  if (solution === undefined) return GAVE_UP;
  const dual = (row: number | undefined) => (row === undefined ? 0 : Math.max(0, solution.dual[row]));
  const placeOf = new Map(kept.map((option, place) => [option, place]));
  return edges.map((toMs, window): PricedWindow => {
    const scarcityMicroUsd = toMs === Number.POSITIVE_INFINITY ? 0 : dual(programme.capRows[window]);
    const prices = options.map((option, index) => {
      const place = placeOf.get(standIn[index]) ?? -1;
      if (!isOpenDuring(ground, index, [window === 0 ? 0 : edges[window - 1], toMs])) return undefined;
      const first = programme.priceRows[window][place];
      const proposed =
        first === undefined ? NO_PRICES : { vcpu: dual(first), gib: dual(first + 1), gpu: dual(first + 2) };
      return affordable(option, proposed, scarcityMicroUsd);
    });
    return { toMs, scarcityMicroUsd, prices };
  });
}

/** Whether a plan can use the option at some moment of the window. */
export function isOpenDuring(
  { eligibility, input }: FloorGround,
  option: number,
  span: readonly [number, number],
): boolean {
  const { market, type } = eligibility.options[option];
  return market !== 'SPOT' || isAvailableDuring(type, span, input.assumptions, input.recordings);
}

/** As `standIns`; but where Spot weather is recorded, one type's capacity does not stand in for another's. */
export function standInsByWeather({ eligibility: { options }, input }: FloorGround): Int32Array {
  if (input.assumptions.spot.model !== 'replay') return standIns(options);
  const answer = Int32Array.from(options, (_, index) => index);
  const onDemand = options.flatMap(({ market }, index) => (market === 'EC2' ? [index] : []));
  standIns(onDemand.map((index) => options[index])).forEach((place, index) => {
    answer[onDemand[index]] = onDemand[place];
  });
  return answer;
}

/** Ends of windows between which equal shares of the work are submitted or fall due; the last is Infinity. */
function windowEdges({ demand, input }: FloorGround, { isCounted, earliestMs, latestMs }: JobSpans): number[] {
  const moments: { atMs: number; weight: number }[] = [];
  let total = 0;
  let lastDueMs = 0;
  for (let job = 0; job < input.workload.jobCount; job++) {
    if (isCounted[job] === 0 || latestMs[job] === Number.POSITIVE_INFINITY) continue;
    lastDueMs = Math.max(lastDueMs, Math.ceil(latestMs[job]));
    const weight = demand.jobs.heldMs[job];
    total += 2 * weight;
    moments.push({ atMs: Math.floor(earliestMs[job]), weight }, { atMs: Math.ceil(latestMs[job]), weight });
  }
  if (lastDueMs === 0) return [];
  moments.sort((left, right) => left.atMs - right.atMs);
  const edges: number[] = [];
  let sum = 0;
  for (const { atMs, weight } of moments) {
    sum += weight;
    if (sum < ((edges.length + 1) * total) / (MOST_WINDOWS - 1)) continue;
    if (atMs > (edges.at(-1) ?? 0) && atMs < lastDueMs) edges.push(atMs);
  }
  return [...edges.slice(0, MOST_WINDOWS - 2), lastDueMs, Number.POSITIVE_INFINITY];
}

interface Works {
  /** By group, then window: vCPU-hours that can, and that must, be done by its end. */
  readonly can: readonly Float64Array[];
  readonly must: readonly Float64Array[];
}

function workByWindow(
  { demand, input }: FloorGround,
  { isCounted, earliestMs, latestMs }: JobSpans,
  groups: readonly FluidGroup[],
  edges: readonly number[],
): Works {
  const can = groups.map(() => new Float64Array(edges.length));
  const must = groups.map(() => new Float64Array(edges.length));
  const mergedOf = new Map<number, number>();
  groups.forEach(({ members }, merged) => {
    for (const member of members) mergedOf.set(member, merged);
  });
  const { classIndex, classes, jobCount } = input.workload;
  for (let job = 0; job < jobCount; job++) {
    const group = demand.jobs.group[job];
    const merged = mergedOf.get(group);
    if (isCounted[job] === 0 || merged === undefined) continue;
    const held = demand.jobs.heldMs[job];
    const vcpus = (demand.groups[group].vcpus * (classes[classIndex[job]].nodes ?? 1)) / HOUR_MS;
    edges.forEach((toMs, window) => {
      can[merged][window] += vcpus * Math.min(held, Math.max(0, toMs - earliestMs[job]));
      const laterMs = toMs === Number.POSITIVE_INFINITY ? 0 : Math.max(0, latestMs[job] - toMs);
      must[merged][window] += vcpus * Math.max(0, held - laterMs);
    });
  }
  return { can, must };
}

interface ProgramInput {
  readonly ground: FloorGround;
  readonly limits: PlanLimits;
  readonly groups: readonly FluidGroup[];
  readonly kept: readonly number[];
  readonly edges: readonly number[];
  /** By window, then place in `kept`. */
  readonly isOpen: readonly (readonly boolean[])[];
  readonly works: Works;
}

/** Amounts are shares of all vCPU-hours. */
function buildProgram({ ground, limits, groups, kept, edges, isOpen, works }: ProgramInput) {
  const { options } = ground.eligibility;
  const builder = new LinearProgramBuilder();
  const total = groups.reduce((sum, group) => sum + group.vcpuHours, 0);
  const before: (number | undefined)[] = groups.map(() => undefined);
  const capRows: (number | undefined)[] = [];
  const priceRows: (number | undefined)[][] = [];
  edges.forEach((toMs, window) => {
    const instances = kept.map((option, place) =>
      isOpen[window][place] ? builder.addColumn(options[option].microUsdPerHour) : undefined,
    );
    const uses = kept.map((): (readonly [number, FluidGroup])[] => []);
    groups.forEach((group, index) => {
      const done = builder.addColumn(0);
      const columns = group.eligible.flatMap((place): number[] => {
        if (!isOpen[window][place]) return [];
        const column = builder.addColumn(0);
        uses[place].push([column, group]);
        return [column];
      });
      if (group.taskMicroUsd < Number.POSITIVE_INFINITY)
        columns.push(builder.addColumn(group.taskMicroUsd / group.vcpuHours));
      const previous = before[index];
      builder.addRow(0, [
        ...columns.map((column): [number, number] => [column, 1]),
        [done, -1],
        ...(previous === undefined ? [] : [[previous, 1] as [number, number]]),
      ]);
      builder.addRow(works.must[index][window] / total, [[done, 1]]);
      builder.addRow(-works.can[index][window] / total, [[done, -1]]);
      before[index] = done;
    });
    priceRows.push(
      kept.map((option, place) => {
        const instance = instances[place];
        if (instance === undefined) return undefined;
        const { vcpus, memoryMiB, gpus } = options[option];
        const use = (amount: (group: FluidGroup) => number) =>
          uses[place].flatMap(([column, group]): [number, number][] =>
            amount(group) === 0 ? [] : [[column, -amount(group) / group.vcpuHours]],
          );
        const first = builder.addRow(0, [[instance, vcpus], ...use((group) => group.vcpuHours)]);
        builder.addRow(0, [[instance, memoryMiB / MIB_PER_GIB], ...use((group) => group.gibHours)]);
        builder.addRow(0, [
          ...(gpus > 0 ? [[instance, gpus] as [number, number]] : []),
          ...use((group) => group.gpuHours),
        ]);
        return first;
      }),
    );
    const { peakVcpus } = limits;
    const hours = (toMs - (window === 0 ? 0 : edges[window - 1])) / HOUR_MS;
    capRows.push(
      peakVcpus === undefined || toMs === Number.POSITIVE_INFINITY
        ? undefined
        : builder.addRow(
            (-peakVcpus * hours) / total,
            instances.flatMap((instance, place): [number, number][] =>
              instance === undefined ? [] : [[instance, -options[kept[place]].vcpus]],
            ),
          ),
    );
  });
  return { program: builder.finish(), priceRows, capRows };
}
