/**
 * Which live environment a name of the configuration means. Blue/green gives an environment a new name, so the new one
 * carries the old name as a tag and a suffix marks the names we gave.
 */
import { nameInArn } from '../../models/batch-arns.ts';
import type { ComputeEnvironment } from '../../models/batch-config.ts';
import type { LiveComputeEnvironment } from '../live-account.ts';
import { digestOf } from './stable-digest.ts';
import { NAME_TAG } from './tags.ts';

const SUFFIX = /-bw-[0-9a-f]{6}$/;
const LONGEST_NAME = 128;

/** The name without the suffix of a replacement. */
export function logicalName(name: string): string {
  return name.replace(SUFFIX, '');
}

/**
 * `main-bw-1a2b3c`: the name of what replaces `main` or an earlier replacement of it. The whole name is in the suffix, for
 * what it is put behind may be the same of two names.
 */
export function replacementName(name: string, digest: string): string {
  const suffix = `-bw-${digestOf([digest, name]).slice(0, 6)}`;
  return `${logicalName(name).slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
}

/**
 * Wanted name -> live environment: the one of that very name first, then the replacement that says it was made for it, then
 * one made for a name that differs in its suffix only. None is meant twice.
 */
export function matchEnvironments(
  live: readonly LiveComputeEnvironment[],
  wanted: readonly ComputeEnvironment[],
  mode: 'byLogicalName' | 'byName' = 'byLogicalName',
): ReadonlyMap<string, LiveComputeEnvironment> {
  const claimed = new Set<string>();
  const found = new Map<string, LiveComputeEnvironment>();
  for (const isMeant of mode === 'byName' ? [hasName] : [hasName, isMadeFor, isMadeForAlike]) {
    for (const { computeEnvironmentName: name } of wanted) {
      if (found.has(name)) continue;
      const match = live.find((each) => !claimed.has(each.computeEnvironmentName) && isMeant(each, name));
      if (match === undefined) continue;
      claimed.add(match.computeEnvironmentName);
      found.set(name, match);
    }
  }
  return found;
}

function hasName({ computeEnvironmentName }: LiveComputeEnvironment, wantedName: string): boolean {
  return computeEnvironmentName === wantedName;
}

function isMadeFor({ tags }: LiveComputeEnvironment, wantedName: string): boolean {
  return tags?.[NAME_TAG] === wantedName;
}

function isMadeForAlike({ tags }: LiveComputeEnvironment, wantedName: string): boolean {
  const tag = tags?.[NAME_TAG];
  return tag !== undefined && logicalName(tag) === logicalName(wantedName);
}

/** The names of a queue's environments in the order they are tried. */
export function orderedNames(
  order: readonly { readonly order: number; readonly computeEnvironment: string }[],
): readonly string[] {
  return [...order]
    .sort((left, right) => left.order - right.order)
    .map(({ computeEnvironment }) => nameInArn(computeEnvironment));
}
