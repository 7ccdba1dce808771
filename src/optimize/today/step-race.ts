/** Races steps away from the current configuration under common luck, a few replications for all and more for the best. */
import type { BatchConfig } from '../../models/batch-config.ts';
import type { Threshold } from '../../scenario/threshold-parser.ts';
import type { Purse } from '../budget.ts';
import type { Candidate } from '../candidate.ts';
import { standingOf } from '../feasibility.ts';
import type { Landscape } from '../landscape.ts';
import { limitsFor, limitsOnSample, type Objective } from '../objective.ts';
import { advance, type Entrant, enter, type Track } from '../race.ts';
import { type RankedEntrant, rank } from '../ranking.ts';
import { validCandidates } from '../validity.ts';
import type { Edit } from './edits.ts';

/** The current configuration with some edits applied, one field each. */
export interface Step {
  readonly edits: readonly Edit[];
  readonly config: BatchConfig;
}

export interface RacedStep extends Step {
  readonly candidate: Candidate;
  readonly standing: RankedEntrant['standing'];
  readonly costUsd: number;
  /** It keeps every limit but those on failed jobs, which retries may mend. */
  readonly isMendable: boolean;
}

const MENDABLE: ReadonlySet<string> = new Set(['failed', 'succeeded']);
const REPLICATIONS = { all: 2, best: 6 } as const;
const BEST = 8;

export class StepRace {
  #current: Entrant;
  readonly #landscape: Landscape;
  readonly #objective: Objective;
  readonly #track: Track;
  readonly #purse: Purse;
  readonly #isSampled: boolean;
  readonly #raced = new Map<Candidate, Entrant>();

  constructor(landscape: Landscape, objective: Objective, track: Track, purse: Purse) {
    this.#landscape = landscape;
    this.#objective = objective;
    this.#track = track;
    this.#purse = purse;
    this.#isSampled = track.jobs < landscape.workload.jobCount;
    this.#current = { candidate: { name: 'current', origin: 'current', config: landscape.current }, records: [] };
  }

  get current(): Candidate {
    return this.#current.candidate;
  }

  /** Best first; only steps that AWS would take, that shut out no job, and that the budget let run. */
  async run(steps: readonly Step[]): Promise<readonly RacedStep[]> {
    const stepOf = new Map(steps.map((step, index) => [candidateOf(step, index), step]));
    const valid = validCandidates(this.#landscape, [...stepOf.keys()]);
    const early = await this.#advance(enter(valid), REPLICATIONS.all);
    const ran = early.flatMap((entrant) => {
      const step = stepOf.get(entrant.candidate);
      return step === undefined || entrant.records.length === 0 ? [] : [{ entrant, edits: step.edits }];
    });
    // Two lucky replications must not fill the field with values of one field.
    const best = firstOfFields(ran)
      .slice(0, BEST)
      .map(({ entrant }) => entrant);
    const first = await this.#advance(best, REPLICATIONS.best);
    const next = nextValues(ran, first);
    const deep = next.length === 0 ? first : await this.#advance([...first, ...next], REPLICATIONS.best);
    for (const entrant of [...early, ...deep]) this.#raced.set(entrant.candidate, entrant);
    const gone = new Set(deep.map(({ candidate }) => candidate));
    const rest = early.filter(({ candidate, records }) => records.length > 0 && !gone.has(candidate));
    const others = this.#limits().filter(({ condition }) => !MENDABLE.has(condition.metric));
    return [...deep, ...rest].flatMap(({ candidate, standing, costUsd, records }) => {
      const step = stepOf.get(candidate);
      if (step === undefined) return [];
      const metrics = records.map((record) => record.metrics);
      return [{ ...step, candidate, standing, costUsd, isMendable: standingOf(others, metrics) !== 'broken' }];
    });
  }

  /** Ranked; the current configuration runs along, for the limits are often its own figures. */
  async #advance(field: readonly Entrant[], replications: number): Promise<readonly RankedEntrant[]> {
    const wanted = Math.max(replications, this.#current.records.length);
    [this.#current] = await advance([this.#current], wanted, this.#track, this.#purse);
    return rank(await advance(field, replications, this.#track, this.#purse), this.#limits());
  }

  #limits(): readonly Threshold[] {
    const limits = limitsFor(
      this.#objective,
      this.#current.records.map(({ metrics }) => metrics),
    );
    return this.#isSampled ? limitsOnSample(limits) : limits;
  }

  /** Everything that ran, unless it ran on a sample only. */
  get onWholeWorkload(): readonly Entrant[] {
    return this.#isSampled ? [] : [...this.#raced.values()].filter(({ records }) => records.length > 0);
  }

  /** US dollars over the replications that the best of a race have too. */
  get currentCostUsd(): number {
    const { records } = this.#current;
    if (records.length === 0) return Number.POSITIVE_INFINITY;
    return records.reduce((sum, { outcome }) => sum + outcome.ledger.totalMicroUsd, 0) / records.length / 1_000_000;
  }
}

/**
 * Where more replications show that a value was only lucky, the next one of the same fields that kept the limits so far takes its
 * turn: 3 attempts beside Spot may cost a little less than 10, until jobs are lost.
 */
function nextValues(
  ran: readonly { readonly entrant: RankedEntrant; readonly edits: readonly Edit[] }[],
  deep: readonly RankedEntrant[],
): readonly RankedEntrant[] {
  const refuted = new Set(deep.flatMap(({ candidate, standing }) => (standing === 'kept' ? [] : [candidate])));
  const gone = new Set(deep.map(({ candidate }) => candidate));
  const fields = new Set(ran.flatMap((one) => (refuted.has(one.entrant.candidate) ? [fieldsOf(one)] : [])));
  const left = ran.filter(({ entrant }) => entrant.standing === 'kept' && !gone.has(entrant.candidate));
  return firstOfFields(left.filter((one) => fields.has(fieldsOf(one)))).map(({ entrant }) => entrant);
}

function fieldsOf({ edits }: Pick<Step, 'edits'>): string {
  return edits
    .map(({ path }) => path)
    .sort()
    .join('|');
}

/** The first of every set of fields: other values of the same fields are no other advice. */
export function firstOfFields<Stepped extends Pick<Step, 'edits'>>(steps: readonly Stepped[]): readonly Stepped[] {
  const seen = new Set<string>();
  return steps.filter((step) => {
    const fields = fieldsOf(step);
    if (seen.has(fields)) return false;
    seen.add(fields);
    return true;
  });
}

/** Names only break ties, so the order of the edits decides. */
function candidateOf({ edits, config }: Step, index: number): Candidate {
  const place = String(index).padStart(4, '0');
  return { name: `${place} ${edits.map(({ path }) => path).join(' + ')}`, origin: 'neighbour', config };
}
