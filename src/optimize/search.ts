/** The search from end to end: survey, screen, race on common random numbers, look around, confirm on fresh seeds. */
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { Catalog } from '../models/catalog.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import type { Workload } from '../models/workload.ts';
import type { Threshold } from '../scenario/threshold-parser.ts';
import type { Executor } from '../study/executor.ts';
import { baselines } from './baselines.ts';
import { defaultBudget, Purse, type SearchBudget, wholeWorkloadSimulations } from './budget.ts';
import type { Candidate, Choice } from './candidate.ts';
import { generateChoices } from './candidates.ts';
import { chanceLimits, replicationsToConfirm } from './chance.ts';
import { candidateOf } from './configure.ts';
import { readLimits } from './feasibility.ts';
import { pickFinalists } from './finalists.ts';
import { halve, plannedRounds } from './halving.ts';
import { inTurn } from './in-turn.ts';
import { architecturesOf, type Landscape, surveyLandscape, weightedBy } from './landscape.ts';
import { neighboursOf } from './neighbours.ts';
import { ninesFinalists } from './nines.ts';
import { limitsFor, limitsOnSample, type Objective, parseObjective } from './objective.ts';
import { paretoFront, paretoPoint, thinnedFront } from './pareto.ts';
import { advance, type Entrant, enter, type Track } from './race.ts';
import { type RankedEntrant, rank, survivors } from './ranking.ts';
import type { Recommendation } from './recommendation.ts';
import { sampleOf } from './sample.ts';
import { screen } from './screen.ts';
import type { SearchSpace } from './space.ts';
import { splitBetween } from './splits.ts';
import { validCandidates } from './validity.ts';
import { type Finding, writeRecommendation } from './write-recommendation.ts';

export type SearchPhase = 'screen' | 'race' | 'refine' | 'confirm';

export interface OptimizeRequest {
  /** Name of the scenario. */
  readonly scenario: string;
  readonly workload: Workload;
  /** The jobs the search may look at, when some are kept from it; the finalists meet on all of `workload`. */
  readonly searchOn?: Workload;
  /** The jobs kept from it: a finalist that breaks a limit on them is not recommended. */
  readonly heldOut?: Workload;
  readonly current: BatchConfig;
  readonly catalog: Catalog;
  readonly assumptions: Assumptions;
  /** Thresholds as text; empty means "not worse than today". */
  readonly subjectTo: readonly string[];
  /** What may be tried; everything sensible when left out. */
  readonly space?: SearchSpace;
  /** Also keeps the front between cost, waiting and lost jobs in the race and confirms its points on fresh seeds. */
  readonly tracesFront?: boolean;
  readonly replications: number;
  readonly seed: number;
  /** Asked once for each workload: the one above and, when that is large, a sample of it. */
  readonly executorFor: (workload: Workload) => Executor;
  readonly budget?: Partial<SearchBudget>;
  /** `total` is an estimate that may shrink. */
  readonly onProgress?: (done: number, total: number, phase: SearchPhase) => void;
  readonly isCancelled?: () => boolean;
  /** Warnings of loading and importing, repeated in the recommendation's notes. */
  readonly warnings?: readonly Problem[];
}

/** Replication numbers of the search, on the sample and on the whole, and of the confirmation never meet. */
const FIRST_REPLICATION = { race: 1, whole: 100_000, confirm: 1_000_000 } as const;
/** Of each finalist on the days kept from the search. */
const HELD_OUT_REPLICATIONS = 3;
const RUNNERS_UP = 3;
/** Points of the front between cost, waiting and lost jobs that are run over all jobs beside the finalists, and how often. */
const FRONT_POINTS = 5;
const FRONT_REPLICATIONS = 3;
/** The same when the front is what the user asked for; these get as many replications as the finalists. */
const TRACED_POINTS = 12;
const MOST_NEIGHBOURS = 64;
const REFINEMENTS = 3;
/** Shares of the moves that the leader gets, against one of every other good choice. */
const LEADER_SHARES = 3;

/** Problems: limits that cannot be read, a current configuration that cannot be simulated, cancelled before any result. */
export async function optimize(request: OptimizeRequest): Promise<Result<Recommendation>> {
  const objective = parseObjective(request.subjectTo);
  if (!objective.ok) return objective;
  const { workload, current, catalog, assumptions } = request;
  const surveyed = surveyFor(request, surveyLandscape(workload, current, catalog, assumptions, request.space));
  if (!surveyed.ok) return surveyed;
  if (workload.jobCount === 0) return fail({ path: 'workload', message: 'has no jobs, there is nothing to optimise' });
  const search = new Search(request, surveyed.value, objective.value);
  return search.run();
}

/** Every job shape must be known, or a finalist may shut out a job of the days kept back; how much of each there is, must not. */
function surveyFor(request: OptimizeRequest, whole: Result<Landscape>): Result<Landscape> {
  const { searchOn, current, catalog, assumptions } = request;
  if (!whole.ok || searchOn === undefined) return whole;
  const seen = surveyLandscape(searchOn, current, catalog, assumptions);
  return seen.ok ? succeed(weightedBy(whole.value, seen.value), whole.warnings) : seen;
}

class Search {
  readonly #request: OptimizeRequest;
  readonly #landscape: Landscape;
  /** One an architecture that may be tried. */
  readonly #landscapes: readonly Landscape[];
  readonly #objective: Objective;
  readonly #budget: SearchBudget;
  readonly #purse: Purse;
  /** What the search runs on; the confirmation runs on the request's workload. */
  readonly #searched: Workload;
  readonly #executors = new Map<Workload, Executor>();
  #simulated = 0;
  #confirmations: number | undefined;
  #phase: SearchPhase = 'screen';

  constructor(request: OptimizeRequest, landscape: Landscape, objective: Objective) {
    this.#request = request;
    this.#landscape = landscape;
    this.#landscapes = architecturesOf(landscape);
    this.#objective = objective;
    this.#searched = request.searchOn ?? request.workload;
    this.#budget = { ...defaultBudget(this.#searched.jobCount, request.replications), ...request.budget };
    this.#purse = new Purse(this.#budget);
  }

  async run(): Promise<Result<Recommendation>> {
    const workload = this.#searched;
    const { candidates, screened } = this.#candidates();
    const sample = sampleOf(workload, this.#budget.sampleJobs);
    const isSampled = sample !== workload;
    const early = this.#track(sample, FIRST_REPLICATION.race);
    if (isSampled) this.#purse.keepBack(wholeWorkloadSimulations(workload.jobCount), workload.jobCount);
    const raced = await this.#race(candidates, early, isSampled);
    const refined = await this.#refine(raced, early, isSampled);
    const whole = isSampled ? await this.#wholeWorkload(refined) : refined;
    const confirmed = await this.#confirm(whole);
    const hasCurrent = whole.some(({ candidate, records }) => candidate.origin === 'current' && records.length > 0);
    if (!hasCurrent && confirmed === undefined) {
      return fail({ path: '', message: 'the search was cancelled before its first result on the whole workload' });
    }
    const finding: Finding = {
      searched: whole,
      ...(confirmed === undefined ? {} : { confirmed }),
      ...(confirmed === undefined || (this.#request.searchOn === undefined && this.#request.tracesFront !== true)
        ? {}
        : { front: await this.#front(whole, confirmed) }),
      screened,
      simulated: this.#simulated,
      candidates: refined.filter(({ records }) => records.length > 0).length,
      ...(isSampled ? { sampleJobs: sample.jobCount } : {}),
      isCancelled: this.#isCancelled(),
    };
    return succeed(writeRecommendation(this.#request, this.#landscape, this.#objective, finding));
  }

  /** Baselines, then what passes the screen, in equal parts of every architecture. */
  #candidates(): { readonly candidates: readonly Candidate[]; readonly screened: number } {
    const keep = Math.ceil(this.#budget.candidates / Math.max(1, this.#landscapes.length));
    const parts = this.#landscapes.map((landscape) => {
      const choices = generateChoices(landscape);
      return { landscape, screened: choices.length, kept: screen(landscape, choices, keep) };
    });
    const others = this.#landscapes.filter(({ isOtherArchitecture }) => isOtherArchitecture);
    const all = [
      ...baselines(this.#landscape),
      ...others.flatMap((landscape) => baselines(landscape).slice(1)),
      ...parts.flatMap(({ landscape, kept }) => kept.map((choice) => candidateOf(landscape, choice, 'generated'))),
    ];
    const screened = parts.reduce((sum, part) => sum + part.screened, 0);
    return { candidates: validCandidates(this.#landscape, uniqueConfigs(all)), screened };
  }

  async #race(candidates: readonly Candidate[], track: Track, isSampled: boolean): Promise<readonly RankedEntrant[]> {
    this.#phase = 'race';
    const rounds = plannedRounds(candidates.length, this.#budget.depth);
    return halve(
      enter(candidates),
      rounds,
      (field) => this.#limits(field, isSampled),
      track,
      this.#purse,
      this.#alsoKept,
    );
  }

  /** One-step moves from the best of the race and of each market order, raced against them. */
  async #refine(raced: readonly RankedEntrant[], track: Track, isSampled: boolean): Promise<readonly RankedEntrant[]> {
    this.#phase = 'refine';
    const { depth } = this.#budget;
    let front = raced;
    for (let step = 0; step < REFINEMENTS; step++) {
      const tried = await advance(enter(this.#moves(front)), 2 * depth, track, this.#purse);
      const together = rank([...front, ...tried], this.#limits([...front, ...tried], isSampled));
      front = await this.#deepen(together, { count: 10, perOrder: 2, replications: 8 * depth }, track, isSampled);
    }
    if (isSampled) return front;
    return this.#deepen(front, { count: 5, perOrder: 1, replications: depth === 1 ? 20 : 100 }, track, isSampled);
  }

  #moves(raced: readonly RankedEntrant[]): readonly Candidate[] {
    const choices = survivors(
      raced.filter(({ candidate }) => candidate.choice !== undefined),
      3,
      1,
    ).flatMap(({ candidate: { choice } }) => (choice === undefined ? [] : [choice]));
    const steps = choices.flatMap((choice, place) => {
      const around = neighboursOf(choice, this.#landscapeOf(choice));
      return place === 0 ? dealt(around, LEADER_SHARES) : [around];
    });
    const known = new Set(raced.map(({ candidate }) => configKey(candidate)));
    const unseen = uniqueConfigs(
      inTurn([...steps, this.#splits(choices)]).map((choice) =>
        candidateOf(this.#landscapeOf(choice), choice, 'neighbour'),
      ),
    ).filter((candidate) => !known.has(configKey(candidate)));
    return validCandidates(this.#landscape, unseen).slice(0, MOST_NEIGHBOURS);
  }

  /** The best on Spot with its long jobs on the best On-Demand. */
  #splits(best: readonly Choice[]): readonly Choice[] {
    const onDemand = best.find(({ markets }) => !markets.includes('SPOT'));
    const onSpot = best.find(
      ({ markets, architecture }) => markets[0] === 'SPOT' && architecture === onDemand?.architecture,
    );
    if (onDemand === undefined || onSpot === undefined) return [];
    return splitBetween(onSpot, onDemand, this.#landscapeOf(onSpot));
  }

  #landscapeOf({ architecture }: Choice): Landscape {
    return this.#landscapes.find((landscape) => landscape.architecture === architecture) ?? this.#landscape;
  }

  /** Those that went on, ranked, before those that did not: few replications must not outrank many by luck. */
  async #deepen(
    ranked: readonly RankedEntrant[],
    step: { readonly count: number; readonly perOrder: number; readonly replications: number },
    track: Track,
    isSampled: boolean,
  ): Promise<readonly RankedEntrant[]> {
    const kept = new Set([...survivors(ranked, step.count, step.perOrder), ...this.#alsoKept(ranked)]);
    const going = withCurrent([...kept], ranked);
    const advanced = await advance(going, step.replications, track, this.#purse);
    const moved = new Set(advanced.map(({ candidate }) => candidate));
    const rest = ranked.filter(({ candidate }) => !moved.has(candidate));
    return [...rank(advanced, this.#limits(advanced, isSampled)), ...rest];
  }

  /** The best of the sample on the whole workload, whose figures alone count from here. */
  async #wholeWorkload(refined: readonly RankedEntrant[]): Promise<readonly RankedEntrant[]> {
    this.#purse.release();
    const track = this.#track(this.#searched, FIRST_REPLICATION.whole);
    const kept = new Set([...survivors(refined, 5, 2), ...this.#alsoKept(refined)]);
    const going = withCurrent([...kept], refined).map(({ candidate }) => ({ candidate, records: [] }));
    const first = await advance(going, 1, track, this.#purse);
    const ranked = rank(first, this.#limits(first, false));
    return this.#deepen(ranked, { count: 3, perOrder: 1, replications: 3 }, track, false);
  }

  /** Current first, then the winner, then runners-up; undefined when cancelled before all had two fresh replications. */
  async #confirm(searched: readonly RankedEntrant[]): Promise<readonly Entrant[] | undefined> {
    this.#phase = 'confirm';
    const current = searched.find(({ candidate }) => candidate.origin === 'current');
    if (current === undefined) return undefined;
    const limits = this.#limits(searched, false);
    const picked = pickFinalists(searched, RUNNERS_UP + 1);
    const finalists = [...new Set([current, ...picked, ...ninesFinalists(searched, limits)])];
    const track = this.#track(this.#request.workload, FIRST_REPLICATION.confirm);
    const field = enter(finalists.map(({ candidate }) => candidate));
    const replications = this.#confirmReplications(limits, finalists.length);
    this.#confirmations = replications * finalists.length;
    const confirmed = await advance(field, replications, track, unlimited(this.#budget));
    const shared = Math.min(...confirmed.map(({ records }) => records.length));
    if (shared < 2) return undefined;
    return this.#judgedOnHeldOut(
      confirmed.map(({ candidate, records }) => ({ candidate, records: records.slice(0, shared) })),
    );
  }

  /** Limits only: choosing by cost as well would flatter the cost that is printed for these days. */
  async #judgedOnHeldOut(confirmed: readonly Entrant[]): Promise<readonly Entrant[]> {
    const { heldOut } = this.#request;
    if (heldOut === undefined) return confirmed;
    const field = enter(confirmed.map(({ candidate }) => candidate));
    const track = this.#track(heldOut, FIRST_REPLICATION.confirm);
    const judged = await advance(field, HELD_OUT_REPLICATIONS, track, unlimited(this.#budget));
    if (judged.some(({ records }) => records.length === 0)) return confirmed;
    const limits = this.#limits(judged, false);
    return confirmed.map((entrant, index) => {
      const metrics = judged[index].records.map((record) => record.metrics);
      const broken = readLimits(limits, metrics).filter(({ ok }) => !ok);
      return { ...entrant, brokenOnHeldOut: broken.map(({ text }) => text) };
    });
  }

  /** A limit on a probability gets the replications that confirm it with one miss to spare, where the budget has them. */
  #confirmReplications(limits: readonly Threshold[], finalists: number): number {
    const { confirmReplications, confirmJobStarts } = this.#budget;
    const affordable = Math.floor(confirmJobStarts / finalists / Math.max(1, this.#request.workload.jobCount));
    const asked = chanceLimits(limits).map((limit) => {
      const [least, wanted] = [0, 1].map((misses) => replicationsToConfirm(limit, misses));
      return affordable < least ? confirmReplications : Math.min(wanted, affordable);
    });
    return Math.max(confirmReplications, ...asked);
  }

  /** Points of the front that the finalists do not cover, over all jobs: figures over the days of the search are no figures for these. */
  async #front(searched: readonly RankedEntrant[], confirmed: readonly Entrant[]): Promise<readonly Entrant[]> {
    const known = new Set(confirmed.map(({ candidate }) => candidate));
    const isTraced = this.#request.tracesFront === true;
    const others = frontOf(searched, isTraced ? TRACED_POINTS : Number.POSITIVE_INFINITY)
      .map(({ candidate }) => candidate)
      .filter((candidate) => !known.has(candidate));
    const replications = isTraced ? Math.min(...confirmed.map(({ records }) => records.length)) : FRONT_REPLICATIONS;
    const field = enter(isTraced ? others : others.slice(0, FRONT_POINTS));
    const track = this.#track(this.#request.workload, FIRST_REPLICATION.confirm);
    return advance(field, replications, track, unlimited(this.#budget));
  }

  readonly #alsoKept = (ranked: readonly RankedEntrant[]): readonly RankedEntrant[] =>
    this.#request.tracesFront === true ? frontOf(ranked, TRACED_POINTS) : [];

  #limits(field: readonly Entrant[], isSampled: boolean): readonly Threshold[] {
    const current = field.find(({ candidate }) => candidate.origin === 'current');
    const limits = limitsFor(this.#objective, current?.records.map(({ metrics }) => metrics) ?? []);
    return isSampled ? limitsOnSample(limits) : limits;
  }

  #track(workload: Workload, firstReplication: number): Track {
    return {
      executor: this.#executorFor(workload),
      jobs: workload.jobCount,
      seed: this.#request.seed,
      firstReplication,
      onSimulated: () => {
        this.#simulated++;
        this.#request.onProgress?.(this.#simulated, this.#expected(), this.#phase);
      },
      isCancelled: this.#isCancelled,
    };
  }

  /** One executor a workload: behind it may be worker threads that hold a copy of it. */
  #executorFor(workload: Workload): Executor {
    const known = this.#executors.get(workload);
    if (known !== undefined) return known;
    const executor = this.#request.executorFor(workload);
    this.#executors.set(workload, executor);
    return executor;
  }

  readonly #isCancelled = (): boolean => this.#request.isCancelled?.() ?? false;

  /** Never below what is done. */
  #expected(): number {
    const confirm = this.#confirmations ?? (RUNNERS_UP + 2) * this.#budget.confirmReplications;
    const { simulations, depth } = this.#budget;
    const search = Math.min(simulations, EXPECTED_SEARCH_SIMULATIONS * depth);
    return Math.max(this.#simulated, search + confirm);
  }
}

/** 140 x 2 + 47 x 2 + 16 x 6 of the race, three times 64 x 2 + 12 x 6 around the best, 7 x 12 at the end. */
const EXPECTED_SEARCH_SIMULATIONS = 1150;

/** The entrants on the front, thinned to so many. */
function frontOf(entrants: readonly RankedEntrant[], count: number): readonly RankedEntrant[] {
  const simulated = entrants.filter(({ records }) => records.length > 0);
  const points = simulated.map((entrant) => paretoPoint(entrant, false));
  const front = count === Number.POSITIVE_INFINITY ? paretoFront(points) : thinnedFront(points, count);
  const names = new Set(front.map(({ name }) => name));
  return simulated.filter(({ candidate }) => names.has(candidate.name));
}

function unlimited(budget: SearchBudget): Purse {
  return new Purse({ ...budget, simulations: Infinity, jobStarts: Infinity });
}

function configKey(candidate: Candidate): string {
  return JSON.stringify(candidate.config);
}

/** The items dealt to so many hands in turn. */
function dealt<Item>(items: readonly Item[], hands: number): readonly (readonly Item[])[] {
  return Array.from({ length: hands }, (_, hand) => items.filter((_item, index) => index % hands === hand));
}

/** The first of equals. */
function uniqueConfigs(candidates: readonly Candidate[]): readonly Candidate[] {
  const unique = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = configKey(candidate);
    if (!unique.has(key)) unique.set(key, candidate);
  }
  return [...unique.values()];
}

function withCurrent(entrants: readonly Entrant[], all: readonly Entrant[]): readonly Entrant[] {
  const current = all.filter(({ candidate }) => candidate.origin === 'current');
  return [...current, ...entrants.filter(({ candidate }) => candidate.origin !== 'current')];
}
