/**
 * Turns the chunks of a file into text: gunzips when the bytes say gzip, honours byte order marks (UTF-8 and UTF-16), and
 * refuses what is not text. Uses only globals that Node and browsers share.
 */
import type { TraceSource } from './importer.ts';
import { LegibleDecoder, withoutNul } from './legible-decoder.ts';
import { readableLines } from './line-ends.ts';
import { UnreadableTrace } from './unreadable-trace.ts';

type Chunk = Uint8Array | string;

/** Texts of this size are young to the collector and go with the next quick round; much longer ones wait for a full one. */
const PART_BYTES = 1 << 16;

/** The text of a source that can be nothing else, closed when reading stops. Throws UnreadableTrace. */
export async function* textOf(source: TraceSource): AsyncGenerator<string> {
  const chunks = iteratorOf(source);
  try {
    yield* decodedText(await unpackedSource(chunks));
  } finally {
    await chunks.return(undefined);
  }
}

/** A file whose packing is undone: its first chunk, long enough to show what it is, and what follows. */
export interface UnpackedSource {
  readonly first: Chunk;
  readonly others: AsyncGenerator<Chunk>;
}

/** Throws UnreadableTrace when the packing is damaged. */
export async function unpackedSource(chunks: AsyncGenerator<Chunk>): Promise<UnpackedSource> {
  const first = await firstChunk(chunks);
  if (typeof first === 'string' || first[0] !== 0x1f || first[1] !== 0x8b) return { first, others: rest(chunks) };
  const inflated = gunzipped(withFirst(first, rest(chunks)));
  const unpacked = await firstBytes(inflated);
  if (unpacked[0] === 0x1f && unpacked[1] === 0x8b)
    throw new UnreadableTrace('the file is gzip within gzip', 'unpack it once: gunzip');
  return { first: unpacked, others: inflated };
}

/** Text chunks of the file, without byte order mark, none of them empty. Throws UnreadableTrace. */
export function decodedText({ first, others }: UnpackedSource): AsyncGenerator<string> {
  return readableLines(typeof first === 'string' ? withoutMark(first, others) : decoded(first, others));
}

async function* withoutMark(first: string, others: AsyncIterable<Chunk>): AsyncGenerator<string> {
  yield withoutNul(first.charCodeAt(0) === 0xfeff ? first.slice(1) : first);
  for await (const chunk of others)
    yield withoutNul(typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk));
}

async function firstBytes(chunks: AsyncIterator<Chunk>): Promise<Uint8Array> {
  const first = await firstChunk(chunks);
  return typeof first === 'string' ? new TextEncoder().encode(first) : first;
}

async function* decoded(first: Uint8Array, others: AsyncIterable<Chunk>): AsyncGenerator<string> {
  refusePackedFormats(first);
  const decoder = new LegibleDecoder(encodingOf(first));
  yield* decodedParts(first, decoder);
  for await (const chunk of others) {
    if (typeof chunk === 'string') yield withoutNul(chunk);
    else yield* decodedParts(chunk, decoder);
  }
  yield decoder.end();
}

function* decodedParts(bytes: Uint8Array, decoder: LegibleDecoder): Generator<string> {
  for (let at = 0; at < bytes.length; at += PART_BYTES) yield decoder.decode(bytes.subarray(at, at + PART_BYTES));
}

function encodingOf(first: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be';
  // UTF-16 without a mark: plain ASCII shows a zero in every second byte.
  if (first.length >= 4 && first[0] !== 0 && first[1] === 0 && first[2] !== 0 && first[3] === 0) return 'utf-16le';
  if (first.length >= 4 && first[0] === 0 && first[1] !== 0 && first[2] === 0 && first[3] !== 0) return 'utf-16be';
  return 'utf-8';
}

const PACKED: readonly { readonly name: string; readonly magic: readonly number[]; readonly at?: number }[] = [
  { name: 'tar', magic: [0x75, 0x73, 0x74, 0x61, 0x72], at: 257 },
  { name: 'zip', magic: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68] },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58] },
  { name: 'Parquet', magic: [0x50, 0x41, 0x52, 0x31] },
];

function refusePackedFormats(first: Uint8Array): void {
  const packed = PACKED.find(({ magic, at = 0 }) => magic.every((byte, index) => first[at + index] === byte));
  if (packed === undefined) return;
  const how = packed.name === 'zip' ? 'unpack it first, or save a spreadsheet as CSV' : 'unpack it first';
  throw new UnreadableTrace(`the file is ${packed.name}`, `${how}; plain text and gzip are read directly`);
}

/** Bytes of a gzip stream. A stream that ends early or is damaged becomes a problem. */
async function* gunzipped(packed: AsyncIterable<Chunk>): AsyncGenerator<Uint8Array> {
  const chunks = packed[Symbol.asyncIterator]();
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(new Uint8Array(typeof value === 'string' ? new TextEncoder().encode(value) : value));
    },
  });
  const reader = stream.pipeThrough(new DecompressionStream('gzip')).getReader();
  for (;;) {
    const result = await reader.read().catch(() => undefined);
    if (result === undefined) {
      throw new UnreadableTrace('the gzip stream is damaged or ends early', 'copy or download the file again');
    }
    if (result.done) return;
    yield result.value;
  }
}

export async function* iteratorOf(source: TraceSource): AsyncGenerator<Chunk> {
  yield* source;
}

/** The first chunk long enough to show its magic bytes; empty bytes when the file has nothing. */
async function firstChunk(chunks: AsyncIterator<Chunk>): Promise<Chunk> {
  let bytes = new Uint8Array(0);
  while (bytes.length < 4) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    if (typeof value === 'string') {
      if (value.length > 0) return value;
      continue;
    }
    const joined = new Uint8Array(bytes.length + value.length);
    joined.set(bytes);
    joined.set(value, bytes.length);
    bytes = joined;
  }
  return bytes;
}

async function* rest(chunks: AsyncIterator<Chunk>): AsyncGenerator<Chunk> {
  for (;;) {
    const { done, value } = await chunks.next();
    if (done === true) return;
    yield value;
  }
}

export async function* withFirst(first: Chunk, others: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
  yield first;
  yield* others;
}
