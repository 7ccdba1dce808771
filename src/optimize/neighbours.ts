/** One step away from a good choice: another limit, size cap or floor, one family more or less. */
import { type Choice, choiceKey } from './candidate.ts';
import { powerOfTwoFrom } from './sizes.ts';

/** Unique, without the choice itself. `families` are the ones worth adding. */
export function neighboursOf(choice: Choice, families: readonly string[], largestJobVcpus: number): readonly Choice[] {
  const steps: Choice[] = [
    ...[0.8, 1.25].map((factor) => ({ ...choice, maxvCpus: steppedMaximum(choice.maxvCpus, factor) })),
    ...sizeSteps(choice),
    ...dropSteps(choice),
    ...families
      .filter((family) => !choice.families.includes(family))
      .map((family) => ({ ...choice, families: [...choice.families, family].sort() })),
  ];
  const unique = new Map(steps.filter((step) => isSound(step, largestJobVcpus)).map((step) => [choiceKey(step), step]));
  unique.delete(choiceKey(choice));
  return [...unique.values()];
}

/** A multiple of 4, never the same number again. */
function steppedMaximum(maxvCpus: number, factor: number): number {
  const stepped = Math.round((maxvCpus * factor) / 4) * 4;
  return stepped === maxvCpus ? maxvCpus + (factor > 1 ? 4 : -4) : stepped;
}

function sizeSteps(choice: Choice): readonly Choice[] {
  const { smallestVcpus, largestVcpus } = choice;
  const caps = largestVcpus === Number.POSITIVE_INFINITY ? [] : [largestVcpus / 2, largestVcpus * 2];
  const floors = smallestVcpus === 0 ? [2] : [smallestVcpus / 2, smallestVcpus * 2];
  return [
    ...caps.map((cap) => ({ ...choice, largestVcpus: powerOfTwoFrom(cap) })),
    ...floors.map((floor) => ({ ...choice, smallestVcpus: floor < 2 ? 0 : powerOfTwoFrom(floor) })),
  ];
}

function dropSteps(choice: Choice): readonly Choice[] {
  if (choice.families.length < 2) return [];
  return choice.families.map((dropped) => ({
    ...choice,
    families: choice.families.filter((family) => family !== dropped),
  }));
}

function isSound({ smallestVcpus, largestVcpus, maxvCpus, minvCpus }: Choice, largestJobVcpus: number): boolean {
  return smallestVcpus <= largestVcpus && maxvCpus >= largestJobVcpus && maxvCpus >= Math.max(1, minvCpus);
}

/** The first of each list, then the second of each, and so on. */
export function inTurn<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  const longest = lists.reduce((length, list) => Math.max(length, list.length), 0);
  return Array.from({ length: longest }, (_, place) => lists.flatMap((list) => list.slice(place, place + 1))).flat();
}
