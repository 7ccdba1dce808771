/**
 * More users or busier days, without stretching time: what is added is copied from what was seen, whole, moved by whole weeks (by whole
 * days where the trace is shorter than two weeks), so that daily and weekly rhythms stay as they are.
 *
 * Source: Zakay and Feitelson, "Workload resampling for performance evaluation of parallel job schedulers" (ICPE 2013): split a log by
 * user and put users together anew. Compressing the time between submissions instead changes what it should keep (Ernemann, Song and
 * Yahyapour, "Scaling of workload traces", JSSPP 2003).
 */
import { PURPOSE, uniform } from './random.ts';
import { DAY_MS, dayOf, type TraceDays, traceDays } from './trace-days.ts';
import type { Workload } from './workload.ts';
import { workloadComponents } from './workload-components.ts';
import { type WorkloadCopy, withCopies } from './workload-copies.ts';
import { dropJobs } from './workload-window.ts';

export interface GrownWorkload {
  readonly workload: Workload;
  /** `users`: users drawn and superposed. `days`: days drawn, where the trace names no users. */
  readonly method: 'users' | 'days';
  /** vCPU-hours after over before: whole users and days rarely make the wanted factor exactly. */
  readonly workFactor: number;
  readonly jobFactor: number;
}

/** Jobs that belong together, with who submitted them and on which day. */
interface Bundle {
  readonly rows: readonly number[];
  readonly group: string;
  readonly day: number;
  readonly vcpuMs: number;
}

/** With fewer, superposing users would only repeat one of them. */
const FEWEST_USERS = 3;
const DAYS_OF_TWO_WEEKS = 14;

/** `factor` above 0; the workload itself at 1. Same workload, factor and seed, same bytes. */
export function growWorkload(workload: Workload, factor: number, seed: number): GrownWorkload {
  const days = traceDays(workload);
  const method = usersOf(workload).size >= FEWEST_USERS ? 'users' : 'days';
  const bundles = bundlesOf(workload, days, method);
  const total = sumOf(bundles);
  if (factor === 1 || total === 0) return { workload, method, workFactor: 1, jobFactor: 1 };
  const grown =
    factor > 1
      ? withCopies(workload, copiesFor(bundles, days, (factor - 1) * total, seed))
      : dropJobs(workload, dropMask(workload.jobCount, bundles, (1 - factor) * total, seed));
  return {
    workload: grown,
    method,
    workFactor: sumOf(bundlesOf(grown, days, method)) / total,
    jobFactor: grown.jobCount / workload.jobCount,
  };
}

/** What a report says of it. */
export function growthNote({ method, workFactor, jobFactor }: GrownWorkload, factor: number, days: number): string {
  const unit = method === 'users' ? 'users' : 'days (the trace names too few users)';
  const step = days >= DAYS_OF_TWO_WEEKS ? 'weeks' : 'days';
  const how =
    factor > 1
      ? `${unit} drawn from the trace were added to it, moved by whole ${step}, their arrays and workflows whole`
      : `${unit} drawn at random were taken out`;
  return `growth ${factor}: ${how}; ${workFactor.toFixed(2)} times the vCPU-hours in ${jobFactor.toFixed(2)} times the jobs, a what-if and no forecast`;
}

function usersOf({ classes }: Workload): ReadonlySet<string> {
  return new Set(classes.flatMap(({ user }) => (user === undefined ? [] : [user])));
}

function bundlesOf(workload: Workload, days: TraceDays, method: GrownWorkload['method']): readonly Bundle[] {
  const { classes, classIndex, runMs, submitMs } = workload;
  return workloadComponents(workload).map((rows) => {
    const day = dayOf(days, submitMs[rows[0]]);
    const user = classes[classIndex[rows[0]]].user ?? '';
    const vcpuMs = rows.reduce((sum, row) => {
      const { vcpus, nodes = 1 } = classes[classIndex[row]];
      return sum + runMs[row] * vcpus * nodes;
    }, 0);
    return { rows, group: method === 'users' ? user : String(day), day, vcpuMs };
  });
}

/** Groups drawn with replacement until the work is there; of the last one only as much, in random order, as comes nearest. */
function copiesFor(bundles: readonly Bundle[], days: TraceDays, wanted: number, seed: number): readonly WorkloadCopy[] {
  const groups = grouped(bundles);
  const copies: WorkloadCopy[] = [];
  let missing = wanted;
  for (let draw = 0; missing > 0 && draw < 1000 * groups.length; draw++) {
    const group = groups[Math.floor(uniform(seed, PURPOSE.growth, draw, 0) * groups.length)];
    const shiftDays = 1 + Math.floor(uniform(seed, PURPOSE.growth, draw, 1) * (stepsIn(days) - 1));
    const taken = nearest(shuffled(group, seed, draw), missing);
    missing -= taken.reached ? Number.POSITIVE_INFINITY : sumOf(taken.bundles);
    for (const [shiftMs, rows] of moved(taken.bundles, days, shiftDays)) copies.push({ rows, shiftMs });
  }
  return copies;
}

/** Weeks of the trace, or days where there are fewer than two of them; at least 2, so that a copy can be moved. */
function stepsIn({ count }: TraceDays): number {
  return Math.max(2, count >= DAYS_OF_TWO_WEEKS ? Math.floor(count / 7) : count);
}

/** Rows by how far they move: round the end of the trace some of them go back to its beginning. */
function moved(bundles: readonly Bundle[], days: TraceDays, steps: number): ReadonlyMap<number, readonly number[]> {
  const step = days.count >= DAYS_OF_TWO_WEEKS ? 7 : 1;
  const cycle = step * stepsIn(days);
  const rowsOf = new Map<number, number[]>();
  for (const { day, rows } of bundles) {
    const shiftMs = (((day + steps * step) % cycle) - day) * DAY_MS;
    const known = rowsOf.get(shiftMs);
    if (known === undefined) rowsOf.set(shiftMs, [...rows]);
    else known.push(...rows);
  }
  return new Map([...rowsOf].map(([shiftMs, rows]) => [shiftMs, rows.sort((left, right) => left - right)]));
}

function dropMask(jobCount: number, bundles: readonly Bundle[], wanted: number, seed: number): Uint8Array {
  const mask = new Uint8Array(jobCount);
  let missing = wanted;
  for (const [draw, group] of shuffled(grouped(bundles), seed, 0).entries()) {
    const taken = nearest(shuffled(group, seed, draw + 1), missing);
    for (const { rows } of taken.bundles) for (const row of rows) mask[row] = 1;
    missing -= sumOf(taken.bundles);
    if (taken.reached) break;
  }
  return mask;
}

/** Groups by name, so that the draw does not depend on the order of the rows. */
function grouped(bundles: readonly Bundle[]): readonly (readonly Bundle[])[] {
  const groups = new Map<string, Bundle[]>();
  for (const bundle of bundles) {
    const known = groups.get(bundle.group);
    if (known === undefined) groups.set(bundle.group, [bundle]);
    else known.push(bundle);
  }
  return [...groups].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, group]) => group);
}

/** All of them when they do not reach `wanted`; else the first ones, skipping any that would go further past it than they help. */
function nearest(
  bundles: readonly Bundle[],
  wanted: number,
): { readonly bundles: readonly Bundle[]; readonly reached: boolean } {
  if (sumOf(bundles) <= wanted) return { bundles, reached: false };
  const taken: Bundle[] = [];
  let missing = wanted;
  for (const bundle of bundles) {
    if (Math.abs(missing - bundle.vcpuMs) >= Math.abs(missing)) continue;
    taken.push(bundle);
    missing -= bundle.vcpuMs;
  }
  return { bundles: taken, reached: true };
}

/** Fisher and Yates, with keyed draws. */
function shuffled<Item>(items: readonly Item[], seed: number, entity: number): readonly Item[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(uniform(seed, PURPOSE.growth, entity, 1000 + last) * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
  }
  return mixed;
}

function sumOf(bundles: readonly Bundle[]): number {
  return bundles.reduce((sum, { vcpuMs }) => sum + vcpuMs, 0);
}
