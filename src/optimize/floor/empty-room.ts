/**
 * What must be paid beyond the worth of running jobs, because while a job certainly runs somebody rents at least a whole instance
 * that holds it. A sweep over time; O(jobs log jobs).
 */

/** Half-open intervals in ms; arrays by job. */
export interface RoomJobs {
  readonly count: number;
  /** The job's counted work can be under way. */
  readonly possibleFromMs: Float64Array;
  readonly possibleToMs: Float64Array;
  /** It certainly holds an instance; none where from >= to. */
  readonly certainFromMs: Float64Array;
  readonly certainToMs: Float64Array;
  /** Micro-dollars an hour that whoever runs it pays at least. */
  readonly leastRent: Float64Array;
  /** Row of `RoomWindow.rates`. */
  readonly group: Int32Array;
  /** Nodes. */
  readonly weight: Float64Array;
}

/** In order, each from the end of the one before. */
export interface RoomWindow {
  readonly toMs: number;
  /** By group: worth of an hour of one job, micro-dollars. */
  readonly rates: Float64Array;
  /** False where a price of capacity is in force, and rooms are not counted. */
  readonly isCounted: boolean;
}

export interface EmptyRoom {
  readonly microUsd: number;
  /** By job: its part. Without any set of jobs at least the parts of all others remain. */
  readonly parts: Float64Array;
}

const HOUR_MS = 3_600_000;
const MOST_LEVELS = 96;

export function emptyRoom(jobs: RoomJobs, windows: readonly RoomWindow[]): EmptyRoom {
  return new Sweep(jobs, windows).run();
}

class Sweep {
  readonly #parts: Float64Array;
  /** Rents a room is measured by, rising; and how many certain jobs have each. */
  readonly #levels: Float64Array;
  readonly #levelOf: Int32Array;
  readonly #certain: Int32Array;
  /** By level: what one job at it has been given so far, from that level alone. */
  readonly #given: Float64Array;
  readonly #running: Float64Array;
  #certainJobs = 0;
  #window = 0;
  #worth = 0;
  #microUsd = 0;

  constructor(
    private readonly jobs: RoomJobs,
    private readonly windows: readonly RoomWindow[],
  ) {
    const { levels, levelOf } = rentLevels(jobs);
    this.#levels = levels;
    this.#levelOf = levelOf;
    this.#parts = new Float64Array(jobs.count);
    this.#certain = new Int32Array(levels.length);
    this.#given = new Float64Array(levels.length);
    this.#running = new Float64Array(windows[0].rates.length);
  }

  run(): EmptyRoom {
    const { possibleFromMs, possibleToMs, certainFromMs, certainToMs, count } = this.jobs;
    const isCertain = (job: number) => certainFromMs[job] < certainToMs[job];
    const certainOnes = Int32Array.from({ length: count }, (_, job) => job).filter(isCertain);
    const all = Int32Array.from({ length: count }, (_, job) => job);
    const streams = [
      stream(all, possibleFromMs, (job) => this.#run(job, 1)),
      stream(all, possibleToMs, (job) => this.#run(job, -1)),
      stream(certainOnes, certainFromMs, (job) => this.#hold(job, 1)),
      stream(certainOnes, certainToMs, (job) => this.#hold(job, -1)),
    ];
    let nowMs = Number.NEGATIVE_INFINITY;
    let window = 0;
    for (;;) {
      const nextMs = streams.reduce((least, one) => Math.min(least, one.nextMs()), this.windows[window].toMs);
      if (nextMs === Number.POSITIVE_INFINITY) break;
      if (this.#certainJobs > 0 && nextMs > nowMs && this.windows[window].isCounted) this.#pay(nextMs - nowMs);
      nowMs = nextMs;
      for (const one of streams) one.takeUntil(nowMs);
      while (window < this.windows.length - 1 && this.windows[window].toMs <= nowMs) window++;
      this.#reprice(window);
    }
    return { microUsd: this.#microUsd, parts: this.#parts };
  }

  #reprice(window: number): void {
    if (window === this.#window) return;
    this.#window = window;
    const { rates } = this.windows[window];
    this.#worth = this.#running.reduce((sum, weight, group) => sum + rateOf(rates[group]) * weight, 0);
  }

  #run(job: number, sign: 1 | -1): void {
    const group = this.jobs.group[job];
    const weight = sign * this.jobs.weight[job];
    this.#running[group] += weight;
    this.#worth += rateOf(this.windows[this.#window].rates[group]) * weight;
  }

  #hold(job: number, sign: 1 | -1): void {
    const level = this.#levelOf[job];
    this.#certain[level] += sign;
    this.#certainJobs += sign;
    let given = 0;
    for (let index = 0; index <= level; index++) given += this.#given[index];
    this.#parts[job] -= sign * given;
  }

  /** The room above the worth of what can run, layer by layer; each layer goes equally to the jobs that reach it. */
  #pay(lengthMs: number): void {
    const hours = lengthMs / HOUR_MS;
    let reaching = this.#certainJobs;
    let below = Math.max(0, this.#worth);
    for (let level = 0; reaching > 0; level++) {
      const layer = this.#levels[level] - below;
      if (layer > 0) {
        this.#microUsd += layer * hours;
        this.#given[level] += (layer * hours) / reaching;
        below = this.#levels[level];
      }
      reaching -= this.#certain[level];
    }
  }
}

/** Work cannot be under way where nothing is sold. */
function rateOf(rate: number): number {
  return rate === Number.POSITIVE_INFINITY ? 0 : rate;
}

function stream(jobs: Int32Array, atMs: Float64Array, act: (job: number) => void) {
  const order = jobs.slice().sort((left, right) => atMs[left] - atMs[right]);
  let place = 0;
  return {
    nextMs: () => (place < order.length ? atMs[order[place]] : Number.POSITIVE_INFINITY),
    takeUntil: (nowMs: number) => {
      while (place < order.length && atMs[order[place]] <= nowMs) act(order[place++]);
    },
  };
}

/** The distinct rents, or so many steps that every rent is rounded down by little. */
function rentLevels({ count, leastRent, certainFromMs, certainToMs }: RoomJobs) {
  const rents = new Set<number>();
  for (let job = 0; job < count; job++) if (certainFromMs[job] < certainToMs[job]) rents.add(leastRent[job]);
  const sorted = Float64Array.from(rents).sort();
  const levels =
    sorted.length <= MOST_LEVELS
      ? sorted
      : sorted.filter((_, index) => index % Math.ceil(sorted.length / MOST_LEVELS) === 0);
  const levelOf = Int32Array.from({ length: count }, (_, job) => levelBelow(levels, leastRent[job]));
  return { levels, levelOf };
}

/** Index of the highest level that is not above the rent. */
function levelBelow(levels: Float64Array, rent: number): number {
  let low = 0;
  let high = levels.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (levels[middle] <= rent) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
