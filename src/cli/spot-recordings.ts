/** Reads the recordings a scenario's Spot model replays: availability series or a price history, beside the scenario. */
import { gunzipSync } from 'node:zlib';
import type { Problem, Result } from '../models/problem.ts';
import { parseAvailabilitySeries, parseSpotPriceHistory, type SpotRecordings } from '../models/spot/index.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { CliContext } from './context.ts';
import { Failure, invalidInput } from './failure.ts';
import { besideFile, readChunks } from './files.ts';

/** A year of ticks of 30 s is 2 MB; anything longer than this is another kind of file. */
const LONGEST_BYTES = 256 << 20;

/** Undefined for models that replay nothing. All problems of all files at once. */
export async function readSpotRecordings(
  context: CliContext,
  scenario: Scenario,
  file: string | undefined,
): Promise<SpotRecordings | undefined> {
  const { model, replay, priceHistory } = scenario.assumptions.spot;
  if (model === 'replay' && replay !== undefined) return readSeries(context, replay.files, file);
  if (model !== 'price-history' || priceHistory === undefined) return undefined;
  const problems: Problem[] = [];
  const field = 'assumptions.spot.priceHistory';
  const history = await readOne(context, besideFile(file, priceHistory), field, parseSpotPriceHistory, problems);
  if (history === undefined) throw invalidInput(...problems);
  return { priceHistory: history };
}

async function readSeries(
  context: CliContext,
  files: Readonly<Record<string, string>>,
  file: string | undefined,
): Promise<SpotRecordings> {
  const problems: Problem[] = [];
  const series = new Map<
    string,
    NonNullable<SpotRecordings['series']> extends ReadonlyMap<string, infer One> ? One : never
  >();
  for (const [pool, path] of Object.entries(files)) {
    const field = `assumptions.spot.replay.files["${pool}"]`;
    const one = await readOne(context, besideFile(file, path), field, parseAvailabilitySeries, problems);
    if (one !== undefined) series.set(pool, one);
  }
  if (problems.length > 0) throw invalidInput(...problems);
  return { series };
}

async function readOne<Value>(
  context: CliContext,
  path: string,
  field: string,
  parse: (text: string) => Result<Value>,
  problems: Problem[],
): Promise<Value | undefined> {
  try {
    const parsed = parse(await readPlain(context, path));
    if (parsed.ok) return parsed.value;
    problems.push(
      ...parsed.problems.map((problem) => ({
        ...problem,
        file: path,
        message: `${problem.message} (named by ${field})`,
      })),
    );
  } catch (error) {
    if (!(error instanceof Failure) || error.problems.length === 0) throw error;
    problems.push(
      ...error.problems.map((problem) => ({ ...problem, message: `${problem.message} (named by ${field})` })),
    );
  }
  return undefined;
}

/** The text of a file, unpacked when it is gzip (by its first two bytes). */
export async function readPlain(context: CliContext, path: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of readChunks(context, path)) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > LONGEST_BYTES) throw invalidInput({ path: '', file: path, message: 'is longer than 256 MiB' });
    chunks.push(bytes);
  }
  const bytes = Buffer.concat(chunks);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes, { maxOutputLength: LONGEST_BYTES }).toString('utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidInput({ path: '', file: path, message: `cannot be unpacked: ${reason}`, hint: 'check the file' });
  }
}
