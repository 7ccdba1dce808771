/** Every sample file against a dump that was checked by hand; then the same file without its name, and in odd packings. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ImportOptions, importTrace, type TraceSource } from '../../src/trace/index.ts';
import { dumped } from './dump.ts';

const defaults = { vcpus: 1, memoryMiB: 2048 };

function sample(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`./samples/${name}`, import.meta.url)));
}

async function dumpOf(source: TraceSource, options: Partial<ImportOptions> = {}): Promise<string> {
  const result = await importTrace(source, { defaults, ...options });
  if (!result.ok) return result.problems.map((problem) => `problem ${problem.line}: ${problem.message}`).join('\n');
  return dumped(result.value);
}

const SAMPLES = [
  'nextflow-human.trace.txt',
  'nextflow-raw.trace.txt',
  'small.swf',
  'plain.csv',
  'quoted-semicolon.csv',
  'hpc-cost-simulator.csv',
  'describe-jobs.json',
  'sacct.psv',
  'diamond.wfformat.json',
];

describe.each(SAMPLES)('the sample %s', (fileName) => {
  it('reads as the reviewed dump says', async () => {
    await expect(await dumpOf([sample(fileName)], { fileName })).toMatchFileSnapshot(`./samples/${fileName}.dump`);
  });

  it('reads the same without its name, in chunks of 7 bytes, gzipped, as UTF-16 and with a byte order mark', async () => {
    const bytes = sample(fileName);
    const text = new TextDecoder().decode(bytes);
    const expected = await dumpOf([bytes], { fileName });
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) =>
      bytes.subarray(index * 7, index * 7 + 7),
    );
    expect(await dumpOf([bytes])).toBe(expected);
    expect(await dumpOf(pieces)).toBe(expected);
    expect(await dumpOf([text])).toBe(expected);
    expect(await dumpOf([new Uint8Array(gzipSync(bytes))], { fileName: `${fileName}.gz` })).toBe(expected);
    expect(await dumpOf([new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf8'))])).toBe(expected);
    expect(await dumpOf([new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))])).toBe(expected);
  });

  it('reads the same with CRLF line ends', async () => {
    const text = new TextDecoder().decode(sample(fileName));
    // The line break inside a quoted cell is data, so it keeps its own form.
    const crlf = text.replaceAll(/(?<!""two"")\n/g, '\r\n');
    expect(await dumpOf([crlf], { fileName })).toBe(await dumpOf([text], { fileName }));
  });

  it('reads the same under the name of another format', async () => {
    const expected = await dumpOf([sample(fileName)], { fileName });
    for (const other of ['liar.swf', 'liar.json', 'liar.csv', 'trace.txt']) {
      expect(await dumpOf([sample(fileName)], { fileName: other })).toBe(expected);
    }
  });
});
