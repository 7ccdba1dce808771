/**
 * Which live environment a name of the configuration means. Blue/green gives an environment a new name, so the new one
 * carries the old name as a tag and a suffix marks the names we gave.
 */
import type { ComputeEnvironment } from '../../models/batch-config.ts';
import type { LiveComputeEnvironment } from '../live-account.ts';
import { nameInArn } from '../resource-names.ts';
import { NAME_TAG } from './tags.ts';

const SUFFIX = /-bw-[0-9a-f]{6}$/;
const LONGEST_NAME = 128;

/** The name without the suffix of a replacement. */
export function logicalName(name: string): string {
  return name.replace(SUFFIX, '');
}

/** `main-bw-1a2b3c`: the name of what replaces `main` or an earlier replacement of it. */
export function replacementName(name: string, digest: string): string {
  const suffix = `-bw-${digest.slice(0, 6)}`;
  return `${logicalName(name).slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
}

/** Wanted name -> live environment: the one of that very name first, else an unclaimed replacement of it. */
export function matchEnvironments(
  live: readonly LiveComputeEnvironment[],
  wanted: readonly ComputeEnvironment[],
  mode: 'byLogicalName' | 'byName' = 'byLogicalName',
): ReadonlyMap<string, LiveComputeEnvironment> {
  const byName = new Map(live.map((each) => [each.computeEnvironmentName, each]));
  const names = wanted.map(({ computeEnvironmentName }) => computeEnvironmentName);
  const claimed = new Set(names.filter((name) => byName.has(name)));
  const found = new Map<string, LiveComputeEnvironment>();
  for (const name of names) {
    const exact = byName.get(name);
    const match = exact ?? (mode === 'byName' ? undefined : live.find((each) => isReplacement(each, name, claimed)));
    if (match === undefined) continue;
    claimed.add(match.computeEnvironmentName);
    found.set(name, match);
  }
  return found;
}

function isReplacement(live: LiveComputeEnvironment, wantedName: string, claimed: ReadonlySet<string>): boolean {
  if (claimed.has(live.computeEnvironmentName)) return false;
  const tag = live.tags?.[NAME_TAG];
  return tag !== undefined && tag === logicalName(wantedName);
}

/** The names of a queue's environments in the order they are tried. */
export function orderedNames(
  order: readonly { readonly order: number; readonly computeEnvironment: string }[],
): readonly string[] {
  return [...order]
    .sort((left, right) => left.order - right.order)
    .map(({ computeEnvironment }) => nameInArn(computeEnvironment));
}
