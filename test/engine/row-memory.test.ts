import { afterEach, describe, expect, it, vi } from 'vitest';
import { extendedRowMemory, rowMemory } from '../../src/engine/row-memory.ts';

/** Rows of a small table, of one that has just become large, and of a large one that is not whole pages. */
const SIZES = [64, 262_144, 262_208, 1_000_000];

afterEach(() => {
  vi.unstubAllGlobals();
});

function filled(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, place) => place % 251);
}

describe.each([
  ['with WebAssembly', undefined],
  ['without WebAssembly', { WebAssembly: undefined }],
  ['with no address space left for it', { WebAssembly: { Memory: memoryRefused } }],
  ['with none left for it in Firefox', { WebAssembly: { Memory: memoryRefusedByText } }],
])('memory for rows %s', (_, globals) => {
  it.each(SIZES)('is %i zeros', (bytes) => {
    if (globals !== undefined) vi.stubGlobal('WebAssembly', globals.WebAssembly);
    const memory = rowMemory(bytes);
    expect(memory.byteLength).toBeGreaterThanOrEqual(bytes);
    expect(new Uint8Array(memory).every((byte) => byte === 0)).toBe(true);
  });

  it.each(SIZES)('keeps its %i bytes when it becomes longer, and what is new is 0', (bytes) => {
    if (globals !== undefined) vi.stubGlobal('WebAssembly', globals.WebAssembly);
    const rows = filled(bytes);
    const longer = new Uint8Array(extendedRowMemory(rows.buffer, 2 * bytes));
    expect(longer.length).toBeGreaterThanOrEqual(2 * bytes);
    expect(Buffer.compare(longer.subarray(0, bytes), rows)).toBe(0);
    expect(longer.subarray(bytes).every((byte) => byte === 0)).toBe(true);
  });
});

it('takes the memory of WebAssembly for large tables, which come by the page of 64 KiB', () => {
  expect(rowMemory(262_144 + 1).byteLength).toBe(5 * 65_536);
});

it('does not ask again what has refused, for to refuse takes long', () => {
  let asked = 0;
  function Memory(): never {
    asked++;
    return memoryRefused();
  }
  vi.stubGlobal('WebAssembly', { Memory });
  for (let table = 0; table < 3; table++) expect(rowMemory(1_000_000).byteLength).toBe(1_000_000);
  expect(asked).toBe(1);
});

it('does not hide what is wrong with a program', () => {
  vi.stubGlobal('WebAssembly', { Memory: memoryMissing });
  expect(() => rowMemory(1_000_000)).toThrow(TypeError);
});

function memoryRefused(): never {
  throw new RangeError('WebAssembly.Memory(): could not allocate memory');
}

function memoryRefusedByText(): never {
  throw 'out of memory';
}

function memoryMissing(): never {
  throw new TypeError('not a constructor');
}
