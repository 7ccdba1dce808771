/** Which instance families are worth trying, alone and together. */

import type { InstanceType } from '../models/catalog.ts';
import type { Market } from './candidate.ts';
import { type Landscape, priceOf, usableMemoryMiB } from './landscape.ts';

/** What a family costs in one market: the cheapest size per unit, micro-dollars an hour. */
interface FamilyPrice {
  readonly family: string;
  readonly perVcpu: number;
  readonly perGib: number;
  /** Infinity without GPUs. */
  readonly perGpu: number;
  readonly memoryMiBPerVcpu: number;
}

const MOST_FAMILIES = 12;

/** Families priced in the market that nobody beats, layer by layer, at most a dozen, and those in use; or all that the user lists. */
export function familiesWorthTrying(landscape: Landscape, market: Market): readonly string[] {
  const wantsGpus = landscape.shapes.some(({ gpus }) => gpus > 0);
  const types = landscape.types.filter((type) => wantsGpus || type.gpus === 0);
  const prices = familyPrices(types, market, landscape);
  if (landscape.space.instanceTypes !== undefined) return prices.map(({ family }) => family);
  const layers = peel(prices);
  const kept: string[] = [];
  for (const layer of layers) {
    if (kept.length >= MOST_FAMILIES / 2) break;
    kept.push(...layer.map(({ family }) => family));
  }
  const current = familyPrices(landscape.typesInUse, market, landscape).map(({ family }) => family);
  return [...new Set([...kept.slice(0, MOST_FAMILIES), ...current])].sort();
}

/**
 * Singles, pairs and triples of different memory a vCPU, and one wide set, each sorted by name. Pairs take the three
 * cheapest families of each memory class, triples the two cheapest.
 */
export function familySets(landscape: Landscape, market: Market): readonly (readonly string[])[] {
  const worth = new Set(familiesWorthTrying(landscape, market));
  const prices = familyPrices(
    landscape.types.filter(({ family }) => worth.has(family)),
    market,
    landscape,
  );
  const byClass = MEMORY_CLASSES.map((isIn) =>
    prices.filter((price) => isIn(price.memoryMiBPerVcpu / 1024)).sort((left, right) => left.perVcpu - right.perVcpu),
  );
  const names = byClass.map((members) => members.map(({ family }) => family));
  const pairs = [
    [0, 1],
    [0, 2],
    [1, 2],
  ].flatMap(([left, right]) => product(names[left].slice(0, 3), names[right].slice(0, 3)));
  const triples = product(names[0].slice(0, 2), names[1].slice(0, 2)).flatMap((pair) =>
    names[2].slice(0, 2).map((third) => [...pair, third]),
  );
  const wide = names.flatMap((members) => members.slice(0, 3));
  const inUse = landscape.typesInUse.map(({ family }) => family);
  const sets = [...prices.map(({ family }) => [family]), ...pairs, ...triples, wide, inUse];
  return uniqueSets(sets.filter((set) => set.length > 0));
}

/** GiB a vCPU: compute, general and memory families as EC2 sells them (2, 4 and 8). */
const MEMORY_CLASSES: readonly ((gibPerVcpu: number) => boolean)[] = [
  (gib) => gib < 3,
  (gib) => gib >= 3 && gib < 6,
  (gib) => gib >= 6,
];

function product(left: readonly string[], right: readonly string[]): string[][] {
  return left.flatMap((first) => right.map((second) => [first, second]));
}

function uniqueSets(sets: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const seen = new Map<string, readonly string[]>();
  for (const set of sets) {
    const sorted = [...new Set(set)].sort();
    seen.set(sorted.join('+'), sorted);
  }
  return [...seen].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, set]) => set);
}

function familyPrices(types: readonly InstanceType[], market: Market, landscape: Landscape): readonly FamilyPrice[] {
  const prices = new Map<string, FamilyPrice>();
  for (const type of types) {
    const price = priceOf(type, market);
    if (price === undefined) continue;
    const memoryMiB = usableMemoryMiB(type, landscape.assumptions);
    const known = prices.get(type.family);
    const perVcpu = price / type.vcpus;
    prices.set(type.family, {
      family: type.family,
      perVcpu: Math.min(perVcpu, known?.perVcpu ?? perVcpu),
      perGib: Math.min(price / memoryMiB, known?.perGib ?? Number.POSITIVE_INFINITY),
      perGpu: Math.min(
        type.gpus > 0 ? price / type.gpus : Number.POSITIVE_INFINITY,
        known?.perGpu ?? Number.POSITIVE_INFINITY,
      ),
      memoryMiBPerVcpu: memoryMiB / type.vcpus,
    });
  }
  return [...prices.values()].sort((left, right) => (left.family < right.family ? -1 : 1));
}

/** Non-dominated families first, then those only they dominate, and so on. */
function peel(prices: readonly FamilyPrice[]): readonly (readonly FamilyPrice[])[] {
  const layers: FamilyPrice[][] = [];
  let left = [...prices];
  while (left.length > 0) {
    const layer = left.filter((price) => !left.some((other) => dominates(other, price)));
    layers.push(layer);
    left = left.filter((price) => !layer.includes(price));
  }
  return layers;
}

function dominates(left: FamilyPrice, right: FamilyPrice): boolean {
  const isNoWorse = left.perVcpu <= right.perVcpu && left.perGib <= right.perGib && left.perGpu <= right.perGpu;
  return isNoWorse && (left.perVcpu < right.perVcpu || left.perGib < right.perGib || left.perGpu < right.perGpu);
}
