/**
 * What would shorten the waits that `explain` found, and at what price: one thing changed in the configuration, the account or what
 * becomes of it, and the same jobs simulated once more under the same luck. Changes after which nobody waits less are left out,
 * unless another bound is hit in their place; of several together nothing is said.
 */
import type { WaitReason } from '../engine/index.ts';
import type { WaitChange } from './wait-change.ts';
import { editsFor, type WaitQuestion } from './wait-fix-edits.ts';
import { type FixRun, fixRun, type RunFigures } from './wait-fix-run.ts';
import type { WaitedFor } from './waited-for.ts';

export interface WaitFix {
  /** Undefined of what is no field of one: a quota of the account, a consumable resource. */
  readonly computeEnvironment: string | undefined;
  readonly change: WaitChange;
  readonly before: RunFigures;
  readonly after: RunFigures;
  /** What is waited for in place of the reason that the change is about; undefined where that is nothing to speak of. */
  readonly next: WaitReason | undefined;
}

export interface TriedFixes {
  /** Those with which more jobs run first, then the largest gain. */
  readonly helpful: readonly WaitFix[];
  /** They end or halve the waits they are about, and others come in their place: `next` is set. */
  readonly inVain: readonly WaitFix[];
}

/** A gain below either is not worth a change. */
const LEAST_GAIN_MS = 1000;
const LEAST_GAIN_SHARE = 0.1;
/** Of all that was waited for before: more of another reason than this is told. */
const LEAST_NEXT_SHARE = 0.05;

const NO_BOUNDS: ReadonlySet<WaitReason> = new Set(['SCHEDULER_CYCLE', 'UNDETERMINED']);

export function tryFixes(question: WaitQuestion): TriedFixes {
  const edits = editsFor(question);
  if (edits.length === 0) return { helpful: [], inVain: [] };
  const before = fixRun(question.setup, question.job);
  const helpful: WaitFix[] = [];
  const inVain: WaitFix[] = [];
  for (const { computeEnvironment, change, reason, config, world } of edits) {
    const prepared = question.prepare(config, world);
    if (!prepared.ok) continue;
    const after = fixRun(prepared.value, question.job);
    if (after.neverRan > before.neverRan) continue;
    const fix: WaitFix = { computeEnvironment, change, before, after, next: nextReason(reason, before, after) };
    if (helps(fix, question.job)) helpful.push(fix);
    else if (fix.next !== undefined && isHalved(reason, before, after)) inVain.push(fix);
  }
  return {
    helpful: helpful.sort((left, right) => moreRun(right) - moreRun(left) || waitAfter(left) - waitAfter(right)),
    inVain,
  };
}

/** Jobs that wait for ever have no wait to shorten: that they run at all is the gain. */
function helps(fix: WaitFix, job: number | undefined): boolean {
  const { before, after } = fix;
  if (job === undefined ? moreRun(fix) > 0 : before.waitMs === undefined && after.waitMs !== undefined) return true;
  return gainMs(fix) >= Math.max(LEAST_GAIN_MS, LEAST_GAIN_SHARE * (before.waitMs ?? 0));
}

function moreRun({ before, after }: WaitFix): number {
  return before.neverRan - after.neverRan;
}

function waitAfter({ after: { waitMs = Number.MAX_VALUE } }: WaitFix): number {
  return waitMs;
}

function gainMs({ before, after }: WaitFix): number {
  return before.waitMs === undefined || after.waitMs === undefined ? 0 : before.waitMs - after.waitMs;
}

/** Of the other reasons the one whose waits grow most; one waited for to the end of the run grows without limit. */
function nextReason(reason: WaitReason, before: FixRun, after: FixRun): WaitReason | undefined {
  const [was, is] = [byReason(before.waits), byReason(after.waits)];
  let next: WaitReason | undefined;
  let most =
    LEAST_NEXT_SHARE * [...was.values()].reduce((sum, ms) => sum + (ms < Number.POSITIVE_INFINITY ? ms : 0), 0);
  for (const [other, ms] of is) {
    const beforeMs = was.get(other) ?? 0;
    if (other === reason || NO_BOUNDS.has(other) || !(ms > beforeMs) || ms - beforeMs <= most) continue;
    next = other;
    most = ms - beforeMs;
  }
  return next;
}

function isHalved(reason: WaitReason, before: FixRun, after: FixRun): boolean {
  return (byReason(after.waits).get(reason) ?? 0) <= (byReason(before.waits).get(reason) ?? 0) / 2;
}

/** Job-ms; Infinity where some wait to the end. */
function byReason(waits: readonly WaitedFor[]): ReadonlyMap<WaitReason, number> {
  const sums = new Map<WaitReason, number>();
  for (const { reason, jobMs, isStuck } of waits)
    sums.set(reason, (sums.get(reason) ?? 0) + (isStuck === true ? Number.POSITIVE_INFINITY : jobMs));
  return sums;
}
