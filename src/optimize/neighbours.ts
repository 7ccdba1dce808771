/** One step away from a good choice: another limit, size, strategy, delay, number of tries, one family more or less. */
import { type Choice, choiceKey, type Fleet, USUAL_ATTEMPTS, USUAL_STRATEGIES } from './candidate.ts';
import { withStrategy } from './candidates.ts';
import { familiesWorthTrying } from './families.ts';
import { inTurn } from './in-turn.ts';
import type { Landscape } from './landscape.ts';
import { largestJobVcpus, raisedMinima } from './max-vcpus.ts';
import { quotaBoundOf } from './quota-cap.ts';
import { powerOfTwoFrom } from './sizes.ts';
import { isInside, strategiesOf } from './space.ts';
import { checkpointSteps, splitSteps } from './splits.ts';

/** Unique, inside the space, without the choice itself; the kinds of step take turns, so that no kind is cut off. */
export function neighboursOf(choice: Choice, landscape: Landscape): readonly Choice[] {
  const largestJob = largestJobVcpus(landscape);
  const { long } = choice;
  const ofLongJobs =
    long === undefined
      ? []
      : inTurn(fleetSteps(long.fleet, landscape)).map((fleet): Choice => ({ ...choice, long: { ...long, fleet } }));
  const steps = inTurn<Choice>([
    ...fleetSteps(choice, landscape),
    ofLongJobs,
    attemptSteps(choice, landscape),
    checkpointSteps(choice, landscape),
    splitSteps(choice, landscape),
  ]);
  const reachable = steps.map((step) => withUsedCheckpoints(withinQuotas(step, landscape)));
  const sound = reachable.filter(
    (step) =>
      isInside(landscape.space, step) && isSound(step, largestJob) && isSound(step.long?.fleet ?? step, largestJob),
  );
  const unique = new Map(sound.map((step) => [choiceKey(step), step]));
  unique.delete(choiceKey(choice));
  return [...unique.values()];
}

/**
 * How often jobs save their progress is weighed against what Spot takes. The replay never loses an On-Demand instance, and a
 * choice of On-Demand alone would drop all checkpoints, which guard against lost hosts and bugs as well.
 */
function withUsedCheckpoints(step: Choice): Choice {
  if (usesSpot(step)) return step;
  const { checkpointSeconds: _asToday, ...rest } = step;
  return rest;
}

function usesSpot({ markets, long }: Choice): boolean {
  return [...markets, ...(long?.fleet.markets ?? [])].includes('SPOT');
}

/** No maxvCpus beyond what the vCPU quotas allow its fleet. */
function withinQuotas(step: Choice, landscape: Landscape): Choice {
  const capped = cappedFleet(step, landscape);
  const { long } = step;
  return long === undefined ? capped : { ...capped, long: { ...long, fleet: cappedFleet(long.fleet, landscape) } };
}

function cappedFleet<Part extends Fleet>(fleet: Part, landscape: Landscape): Part {
  const { families, markets, baseVcpus } = fleet;
  const maxvCpus = Math.min(fleet.maxvCpus, quotaBoundOf(landscape, fleet));
  if (baseVcpus === undefined) return { ...fleet, maxvCpus };
  const bound = quotaBoundOf(landscape, { families, markets: markets.slice(0, 1) });
  return { ...fleet, maxvCpus, baseVcpus: Math.min(baseVcpus, bound) };
}

/** One list a kind of step. */
function fleetSteps<Part extends Fleet>(fleet: Part, landscape: Landscape): readonly (readonly Part[])[] {
  return [
    maximumSteps(fleet, landscape),
    sizeSteps(fleet, landscape),
    dropSteps(fleet),
    strategySteps(fleet, landscape),
    scaleDownSteps(fleet, landscape),
    minimumSteps(fleet, landscape),
    addSteps(fleet, landscape),
  ];
}

function maximumSteps<Part extends Fleet>(fleet: Part, { space }: Landscape): readonly Part[] {
  const { maxvCpus, baseVcpus } = fleet;
  const listed = space.maxvCpus;
  const maxima =
    listed === undefined ? [0.8, 1.25].map((factor) => stepped(maxvCpus, factor)) : besideIn(listed, maxvCpus);
  const moves = maxima.map((value) => ({ ...fleet, maxvCpus: value }));
  if (baseVcpus === undefined) return moves;
  const bases =
    listed === undefined ? [0.5, 1.5].map((factor) => stepped(baseVcpus, factor)) : besideIn(listed, baseVcpus);
  return [...moves, ...bases.map((value) => ({ ...fleet, baseVcpus: value }))];
}

/** A multiple of 4, never the same number again. */
function stepped(vcpus: number, factor: number): number {
  const next = Math.round((vcpus * factor) / 4) * 4;
  return next === vcpus ? vcpus + (factor > 1 ? 4 : -4) : next;
}

/** The values of the list next to the given one, below and above. */
function besideIn(list: readonly number[], value: number): readonly number[] {
  const below = list.filter((other) => other < value);
  const above = list.filter((other) => other > value);
  return [...(below.length > 0 ? [Math.max(...below)] : []), ...(above.length > 0 ? [Math.min(...above)] : [])];
}

function sizeSteps<Part extends Fleet>(fleet: Part, { space }: Landscape): readonly Part[] {
  const { smallestVcpus, largestVcpus } = fleet;
  const caps = capSteps(largestVcpus, space.largestMachineVcpus);
  const floors =
    space.smallestMachineVcpus === undefined
      ? floorSteps(smallestVcpus)
      : besideIn(space.smallestMachineVcpus, smallestVcpus);
  return [
    ...caps.map((cap) => ({ ...fleet, largestVcpus: cap })),
    ...floors.map((floor) => ({ ...fleet, smallestVcpus: floor })),
  ];
}

function capSteps(largestVcpus: number, listed: Landscape['space']['largestMachineVcpus']): readonly number[] {
  if (listed !== undefined)
    return besideIn(
      listed.map((size) => (size === 'any' ? Number.POSITIVE_INFINITY : size)),
      largestVcpus,
    );
  if (largestVcpus === Number.POSITIVE_INFINITY) return [];
  return [largestVcpus / 2, largestVcpus * 2].map(powerOfTwoFrom);
}

function floorSteps(smallestVcpus: number): readonly number[] {
  if (smallestVcpus === 0) return [2];
  return [smallestVcpus / 2, smallestVcpus * 2].map((floor) => (floor < 2 ? 0 : powerOfTwoFrom(floor)));
}

function dropSteps<Part extends Fleet>(fleet: Part): readonly Part[] {
  if (fleet.families.length < 2) return [];
  return fleet.families.map((dropped) => ({
    ...fleet,
    families: fleet.families.filter((family) => family !== dropped),
  }));
}

function addSteps<Part extends Fleet>(fleet: Part, landscape: Landscape): readonly Part[] {
  return familiesWorthTrying(landscape, fleet.markets[0])
    .filter((family) => !fleet.families.includes(family))
    .map((family) => ({ ...fleet, families: [...fleet.families, family].sort() }));
}

function strategySteps<Part extends Fleet>(fleet: Part, { space }: Landscape): readonly Part[] {
  return fleet.markets.flatMap((market) => {
    const now = fleet.strategies?.[market] ?? USUAL_STRATEGIES[market];
    return strategiesOf(space, market)
      .filter((strategy) => strategy !== now)
      .map((strategy) => withStrategy(fleet, market, strategy));
  });
}

/** AWS takes 0 (its default) or 20 minutes and more; keeping machines longer saves boots where jobs come in bursts. */
function scaleDownSteps<Part extends Fleet>(fleet: Part, { space }: Landscape): readonly Part[] {
  return (space.minScaleDownDelayMinutes ?? [0, 20, 60])
    .filter((minutes) => minutes !== (fleet.scaleDownMinutes ?? 0))
    .map((scaleDownMinutes) => ({ ...fleet, scaleDownMinutes }));
}

/** Machines kept running save the wait for a boot. */
function minimumSteps<Part extends Fleet>(fleet: Part, landscape: Landscape): readonly Part[] {
  const { minvCpus } = fleet;
  const listed = landscape.space.minvCpus;
  if (listed !== undefined) return besideIn(listed, minvCpus).map((value) => ({ ...fleet, minvCpus: value }));
  const lower = minvCpus === 0 ? [] : [0, stepped(minvCpus, 0.5)];
  const values = [...lower, ...raisedMinima(landscape, minvCpus)];
  return values.filter((value) => value >= 0).map((value) => ({ ...fleet, minvCpus: value }));
}

/** Fewer tries lose more jobs and cost less. */
function attemptSteps(choice: Choice, { space }: Landscape): readonly Choice[] {
  if (!marketsIncludeSpot(choice)) return [];
  const now = choice.attempts ?? USUAL_ATTEMPTS;
  return (space.attempts ?? [3, USUAL_ATTEMPTS])
    .filter((attempts) => attempts !== now)
    .map((attempts) => ({ ...choice, attempts }));
}

function marketsIncludeSpot({ markets, long }: Choice): boolean {
  return markets.includes('SPOT') || long?.fleet.markets.includes('SPOT') === true;
}

function isSound(fleet: Fleet, largestJobVcpus: number): boolean {
  const { smallestVcpus, largestVcpus, maxvCpus, minvCpus, baseVcpus = maxvCpus } = fleet;
  if (baseVcpus > maxvCpus || baseVcpus < 1) return false;
  return smallestVcpus <= largestVcpus && maxvCpus >= largestJobVcpus && baseVcpus >= Math.max(1, minvCpus);
}
