/** `import --spot-events`: learns reclaim rates and start-up delays from the user's own records and prints them as assumptions. */
import { presetAssumptions } from '../../models/assumptions.ts';
import { buildCatalog } from '../../models/catalog-build.ts';
import { calibrate, poolHazards } from '../../models/spot/calibration.ts';
import { advisorHazardPerHour, UNKNOWN_BUCKET } from '../../models/spot/hazards.ts';
import { delayAssumptions, startDelays } from '../../models/start-delays.ts';
import { canonicalJson } from '../../report/index.ts';
import { renderSpotEvidence, type SpotEvidence } from '../../report/spot-evidence-text.ts';
import { readSpotEvents, type SpotEventsRead } from '../../trace/spot-events.ts';
import { loadRegion, loadTypes } from '../catalog-files.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { invalidInput, usageFailure } from '../failure.ts';
import { nameOf, readChunks } from '../files.ts';

export interface SpotEventFlags {
  readonly spotEvents?: readonly string[];
  readonly region?: string;
  readonly instanceHours?: number;
  readonly json?: boolean;
  /** For traces only. */
  readonly to?: string;
  readonly traceFormat?: string;
  readonly memoryFrom?: string;
}

export async function importSpotEvents(
  context: CliContext,
  paths: readonly string[],
  flags: SpotEventFlags,
): Promise<ExitCode> {
  if (flags.to !== undefined || flags.traceFormat !== undefined || flags.memoryFrom !== undefined)
    throw usageFailure('--to, --trace-format and --memory-from are about traces, not --spot-events', 'leave them out');
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined) throw usageFailure(`${nameOf(twice)} is there twice`, 'its events would count twice');
  const files = paths.map((path) => ({ fileName: nameOf(path), source: readChunks(context, path) }));
  const read = await readSpotEvents(files);
  if (!read.ok) throw invalidInput(...read.problems);
  const evidence = evidenceOf(read.value, flags.region ?? 'us-east-1', flags.instanceHours);
  context.writeOut(flags.json === true ? canonicalJson(evidence) : renderSpotEvidence(evidence));
  return EXIT.ok;
}

function evidenceOf(history: SpotEventsRead, region: string, instanceHours: number | undefined): SpotEvidence {
  const typical = presetAssumptions('typical');
  const catalog = buildCatalog(loadTypes(), loadRegion(region), []);
  if (!catalog.ok) throw invalidInput(...catalog.problems);
  const calibration = calibrate(history, {
    priorOf: (instanceType) => {
      const type = catalog.value.byName.get(instanceType);
      return type === undefined ? undefined : advisorHazardPerHour(type.spotInterruptionBucket, typical.spot);
    },
    unknownPriorPerHour: advisorHazardPerHour(UNKNOWN_BUCKET, typical.spot),
    ...(instanceHours !== undefined && { instanceHours }),
  });
  const delays = startDelays(history.starts);
  const hazards = poolHazards(calibration.estimates);
  return {
    schemaVersion: 1,
    region,
    read: { ...history.counts, ignored: history.ignored },
    hazards: calibration.estimates,
    zones: calibration.zones,
    delays,
    assumptions: {
      ...delayAssumptions(delays, typical),
      ...(Object.keys(hazards).length > 0 && { spot: { poolHazardsPerHour: hazards } }),
    },
    notes: calibration.notes,
  };
}
