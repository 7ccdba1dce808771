/**
 * `catalog refresh` and `catalog diff`: real prices and types from AWS into a dated file of the user's cache, and what they
 * changed. Reads only; the embedded tables stay as they are.
 */
import { existsSync } from 'node:fs';
import { emptyRegionTable } from '../../models/catalog-build.ts';
import { diffPrices } from '../../models/catalog-diff.ts';
import type { RefreshedCatalog, RefreshPart, Tables } from '../../models/refreshed-catalog.ts';
import { renderCatalogDiff, renderParts } from '../../report/catalog-diff-text.ts';
import { canonicalJson } from '../../report/index.ts';
import { writeRefreshedCatalog } from '../../report/refreshed-catalog-text.ts';
import { withAwsFailures } from '../aws-failure.ts';
import { cacheFile, cacheFolder, readRefreshed } from '../catalog-cache.ts';
import { loadIndex, loadRegion, loadTypes } from '../catalog-files.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { invalidInput, usageFailure } from '../failure.ts';
import { refuseUnwritable, writeAtomically } from '../files.ts';
import { createProgress } from '../progress.ts';

export interface RefreshFlags {
  readonly region?: string;
  readonly cache?: string;
  readonly only?: readonly string[];
  readonly placementScores?: readonly string[];
  readonly targetVcpus?: number;
  readonly iam?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly progress?: boolean;
}

const PARTS = ['instanceTypes', 'offerings', 'onDemand', 'spot'] as const satisfies readonly RefreshPart[];

const CALLS: Readonly<Record<RefreshPart, { readonly action: string; readonly why: string }>> = {
  instanceTypes: { action: 'ec2:DescribeInstanceTypes', why: 'vCPUs, memory, GPUs of every type' },
  offerings: { action: 'ec2:DescribeInstanceTypeOfferings', why: 'which types the region sells' },
  onDemand: { action: 'pricing:GetProducts', why: 'On-Demand prices' },
  spot: { action: 'ec2:DescribeSpotPriceHistory', why: 'the last Spot price by type and zone' },
  placementScores: { action: 'ec2:GetSpotPlacementScores', why: 'how well Spot launches would go now' },
};

/** Enough that a score says something about a fleet, not about one instance. */
const DEFAULT_TARGET_VCPUS = 256;

export async function catalogRefreshVerb(context: CliContext, flags: RefreshFlags): Promise<ExitCode> {
  const parts = partsOf(flags);
  if (flags.iam === true || flags.dryRun === true) return printCalls(context, flags, parts);
  refuseUnwritable(context, cacheFile(cacheFolder(context, flags.cache), 'any'));
  const { region, before, after } = await withAwsFailures(context, () => refresh(context, flags, parts));
  const file = cacheFile(cacheFolder(context, flags.cache), region);
  writeAtomically(context, file, writeRefreshedCatalog(after));
  const changes = diffPrices(before.prices, after.prices);
  const { date, placementScores } = after;
  if (flags.json === true) {
    const scores = placementScores === undefined ? {} : { placementScores };
    context.writeOut(canonicalJson({ schemaVersion: 1, region, date, file, parts: after.parts, ...scores, changes }));
    return EXIT.ok;
  }
  context.writeOut(`${region}, ${date} -> ${file}\n${renderParts(after.parts)}${renderCatalogDiff(changes)}`);
  for (const { zone, score } of placementScores?.date === date ? placementScores.scores : [])
    context.writeOut(`placement score ${zone.padEnd(12)} ${score} of 10\n`);
  if (flags.quiet !== true)
    context.writeError(`note: runs use it with --catalog refreshed, or catalog.tables in the scenario\n`);
  return EXIT.ok;
}

/** The refreshed tables beside the embedded ones. */
export function catalogDiffVerb(
  context: CliContext,
  flags: { readonly region: string; readonly cache?: string; readonly json?: boolean },
): ExitCode {
  const { region } = flags;
  const file = cacheFile(cacheFolder(context, flags.cache), region);
  if (!existsSync(file)) {
    throw invalidInput({
      path: '',
      message: `there is no refreshed catalogue of ${region} in ${cacheFolder(context, flags.cache)}`,
      hint: `make one: batchwright catalog refresh --region ${region}`,
    });
  }
  const refreshed = readRefreshed(file, region);
  const changes = diffPrices(embedded(region).prices, refreshed.prices);
  if (flags.json === true)
    context.writeOut(
      canonicalJson({ schemaVersion: 1, region, date: refreshed.date, parts: refreshed.parts, changes }),
    );
  else context.writeOut(`${region}, embedded -> ${refreshed.date}\n${renderCatalogDiff(changes)}`);
  return EXIT.ok;
}

function partsOf({ only, placementScores, targetVcpus }: RefreshFlags): readonly RefreshPart[] {
  const unknown = (only ?? []).find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw usageFailure(`--only: there is no part "${unknown}"`, `known: ${PARTS.join(', ')}`);
  if (targetVcpus !== undefined && placementScores === undefined)
    throw usageFailure('--target-vcpus is about placement scores', 'add --placement-scores TYPES');
  const parts: RefreshPart[] = PARTS.filter((part) => only === undefined || only.includes(part));
  return placementScores === undefined ? parts : [...parts, 'placementScores'];
}

async function printCalls(context: CliContext, flags: RefreshFlags, parts: readonly RefreshPart[]): Promise<ExitCode> {
  const calls = parts.map((part) => CALLS[part]);
  if (flags.iam === true) {
    const { iamPolicy } = await import('../../aws/discover-calls.ts');
    const actions = calls.map(({ action }) => action);
    context.writeOut(`${JSON.stringify(iamPolicy(actions, 'BatchwrightCatalogRefresh'), null, 2)}\n`);
  } else if (flags.json === true) context.writeOut(canonicalJson({ schemaVersion: 1, calls }));
  else {
    context.writeOut('catalog refresh would call, reading only:\n');
    for (const { action, why } of calls) context.writeOut(`  ${action.padEnd(36)} ${why}\n`);
  }
  return EXIT.ok;
}

async function refresh(context: CliContext, flags: RefreshFlags, parts: readonly RefreshPart[]) {
  const { openPrices, refreshCatalog } = await import('../../aws/refresh.ts');
  const { ec2, prices, region } = await openPrices(flags.region);
  const before = tablesBefore(context, flags, region);
  const progress = createProgress(context, flags.progress !== false && flags.quiet !== true && flags.json !== true);
  try {
    const after = await refreshCatalog(ec2, prices, {
      region,
      before,
      parts,
      now: new Date(),
      signal: context.interruption,
      onPart: (part, done, total) => progress.update(done, total, part),
      scores: flags.placementScores && {
        instanceTypes: flags.placementScores,
        targetVcpus: flags.targetVcpus ?? DEFAULT_TARGET_VCPUS,
      },
    });
    return { region, before, after };
  } finally {
    progress.stop();
  }
}

/** An earlier refresh of this cache, else the embedded tables, else nothing but the types. */
function tablesBefore(context: CliContext, flags: RefreshFlags, region: string): Tables | RefreshedCatalog {
  const file = cacheFile(cacheFolder(context, flags.cache), region);
  return existsSync(file) ? readRefreshed(file, region) : embedded(region);
}

function embedded(region: string): Tables {
  const isKnown = loadIndex().regions.some((entry) => entry.region === region);
  return { types: loadTypes(), prices: isKnown ? loadRegion(region) : emptyRegionTable(region) };
}
