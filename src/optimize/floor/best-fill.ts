/**
 * The most that jobs on one instance can be worth at once: an integer knapsack in vCPUs, memory and GPUs, by depth-first search
 * with a bound. Decides nothing when it runs out of steps: then the bound at the root stands in, which is never too low.
 */
export interface Room {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

export interface Item extends Room {
  /** At least 0. */
  readonly worth: number;
}

export interface Fill {
  /** No set of jobs that fits is worth more. */
  readonly upper: number;
  /** A set that fits and what it is worth, by item. */
  readonly worth: number;
  readonly counts: readonly number[];
  readonly isCut: boolean;
  readonly steps: number;
}

/** How finely the prices of the three resources are tried that bound what is left to fill. */
const MIXES = mixes(8);

/** Sets worth no more than `target` are not told apart. */
export function bestFill(room: Room, items: readonly Item[], target: number, mostSteps: number): Fill {
  return new Search(room, items, target, mostSteps).run();
}

class Search {
  readonly #items: readonly { readonly item: Item; readonly place: number }[];
  readonly #mixes: readonly Room[];
  /** By mix: most worth per unit of price among the items from each place on. */
  readonly #densest: readonly Float64Array[];
  readonly #counts: Int32Array;
  #best: Int32Array;
  #worth = 0;
  #steps = 0;
  #isCut = false;

  constructor(
    private readonly room: Room,
    items: readonly Item[],
    private readonly target: number,
    private readonly mostSteps: number,
  ) {
    this.#items = items
      .map((item, place) => ({ item, place }))
      .filter(({ item }) => item.worth > 0 && most(room, item) > 0)
      .sort((left, right) => shareWorth(room, right.item) - shareWorth(room, left.item) || left.place - right.place);
    this.#mixes = MIXES.filter(({ gpus }) => room.gpus > 0 || gpus === 0).map((mix) => ({
      vcpus: mix.vcpus / room.vcpus,
      memoryMiB: mix.memoryMiB / room.memoryMiB,
      gpus: room.gpus > 0 ? mix.gpus / room.gpus : 0,
    }));
    this.#densest = this.#mixes.map((mix) => this.#densestFrom(mix));
    this.#counts = new Int32Array(items.length);
    this.#best = this.#counts.slice();
  }

  run(): Fill {
    const root = this.#bound(0, this.room);
    this.#visit(0, this.room, 0);
    const upper = this.#isCut ? root : Math.max(this.#worth, Math.min(root, this.target));
    return { upper, worth: this.#worth, counts: [...this.#best], isCut: this.#isCut, steps: this.#steps };
  }

  #visit(place: number, left: Room, worth: number): void {
    if (worth > this.#worth) {
      this.#worth = worth;
      this.#best = this.#counts.slice();
    }
    if (place === this.#items.length || this.#isCut) return;
    if (++this.#steps > this.mostSteps) {
      this.#isCut = true;
      return;
    }
    if (worth + this.#bound(place, left) <= Math.max(this.#worth, this.target)) return;
    const { item, place: index } = this.#items[place];
    for (let count = most(left, item); count >= 0; count--) {
      this.#counts[index] = count;
      this.#visit(place + 1, less(left, item, count), worth + count * item.worth);
    }
    this.#counts[index] = 0;
  }

  /** At any prices of the resources, what is left to fill is worth at most its price times the best worth per price. */
  #bound(place: number, left: Room): number {
    let least = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.#mixes.length; index++) {
      const densest = this.#densest[index][place];
      if (densest === Number.POSITIVE_INFINITY) continue;
      const bound = densest * price(this.#mixes[index], left);
      if (bound < least) least = bound;
    }
    return least;
  }

  #densestFrom(mix: Room): Float64Array {
    const densest = new Float64Array(this.#items.length + 1);
    for (let place = this.#items.length - 1; place >= 0; place--) {
      const { item } = this.#items[place];
      const cost = price(mix, item);
      densest[place] = Math.max(densest[place + 1], cost > 0 ? item.worth / cost : Number.POSITIVE_INFINITY);
    }
    return densest;
  }
}

function price(mix: Room, { vcpus, memoryMiB, gpus }: Room): number {
  return mix.vcpus * vcpus + mix.memoryMiB * memoryMiB + mix.gpus * gpus;
}

function shareWorth(room: Room, item: Item): number {
  const gpuShare = room.gpus > 0 ? item.gpus / room.gpus : 0;
  return item.worth / Math.max(item.vcpus / room.vcpus, item.memoryMiB / room.memoryMiB, gpuShare);
}

/** How many of the item fit. */
function most(left: Room, item: Room): number {
  return Math.floor(
    Math.min(
      left.vcpus / item.vcpus,
      left.memoryMiB / item.memoryMiB,
      item.gpus > 0 ? left.gpus / item.gpus : Number.POSITIVE_INFINITY,
    ),
  );
}

function less(left: Room, item: Room, count: number): Room {
  return {
    vcpus: left.vcpus - count * item.vcpus,
    memoryMiB: left.memoryMiB - count * item.memoryMiB,
    gpus: left.gpus - count * item.gpus,
  };
}

/** All ways to split 1 into three shares of so many parts. */
function mixes(parts: number): readonly Room[] {
  const all: Room[] = [];
  for (let vcpus = 0; vcpus <= parts; vcpus++) {
    for (let memory = 0; memory <= parts - vcpus; memory++) {
      all.push({ vcpus: vcpus / parts, memoryMiB: memory / parts, gpus: (parts - vcpus - memory) / parts });
    }
  }
  return all;
}
