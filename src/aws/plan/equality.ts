/** When two values of a request mean the same to AWS Batch. */
import { stableJson } from './stable-digest.ts';

export function isSame(left: unknown, right: unknown): boolean {
  return stableJson(left) === stableJson(right);
}

/** The same members, in any order. */
export function isSameSet(left: readonly unknown[] = [], right: readonly unknown[] = []): boolean {
  const keys = (list: readonly unknown[]) => [...new Set(list.map(stableJson))].sort();
  return isSame(keys(left), keys(right));
}

/** Everything that `part` says, `whole` says too; lists must have the same length. AWS answers more than it was asked. */
export function isCovered(part: unknown, whole: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.length === whole.length && part.every((each, at) => isCovered(each, whole[at]));
  }
  if (!isRecord(part)) return isSame(part, whole);
  return (
    isRecord(whole) && Object.entries(part).every(([key, value]) => value === undefined || isCovered(value, whole[key]))
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
