/** What the search is asked: the workload, what may be tried, the limits, the budget, and who hears of its progress. */
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { Catalog } from '../models/catalog.ts';
import type { Problem } from '../models/problem.ts';
import type { VcpuQuotas } from '../models/vcpu-quotas.ts';
import type { Workload } from '../models/workload.ts';
import type { Executor } from '../study/executor.ts';
import type { SearchBudget } from './budget.ts';
import type { SmallChanges } from './small-changes.ts';
import type { SearchSpace } from './space.ts';

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
  /** vCPU quotas of the account, as the executor's worlds have them. */
  readonly quotas?: VcpuQuotas;
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
  /** Asked where the search found nothing to recommend: what else was tried, from today's configuration on. */
  readonly smallChanges?: () => Promise<SmallChanges | undefined>;
  /** Warnings of loading and importing, repeated in the recommendation's notes. */
  readonly warnings?: readonly Problem[];
}
