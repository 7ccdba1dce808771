/**
 * The finished ids of a workload's jobs, as plain data that can be shared between threads and mapped from a file: whole
 * numbers as numbers, texts packed end to end. A string a job would weigh more than all the other columns together.
 */
import { hashOfBytes } from './job-id-hash.ts';
import { type AllocateBuffer, uint32Column } from './typed-columns.ts';

/** Texts in UTF-8, one after another; text n ends before byte `ends[n]`. */
export interface PackedTexts {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

/** By row. Numbers are whole and spell the id in decimal. */
export type JobIds = readonly string[] | Float64Array | PackedTexts;

export function jobIdAt(ids: JobIds, row: number): string {
  return 'ends' in ids ? packedTextAt(ids, row) : String(ids[row]);
}

/** Longer texts, and all beyond ASCII, are worth the start of a decoder. */
const LONGEST_BY_CODE = 64;
const decoder = new TextDecoder();

function packedTextAt({ bytes, ends }: PackedTexts, row: number): string {
  const start = row === 0 ? 0 : ends[row - 1];
  const end = ends[row];
  if (end - start <= LONGEST_BY_CODE) {
    let text = '';
    for (let at = start; at < end && bytes[at] < 128; at++) text += String.fromCharCode(bytes[at]);
    if (text.length === end - start) return text;
  }
  // A copy, since decoders refuse shared memory.
  return decoder.decode(bytes.slice(start, end));
}

/** Joined to one text before they are packed. */
const NUMBERS_AT_ONCE = 65_536;

/** Packs texts one by one. Texts of more than 4 GiB together throw RangeError. */
export class TextPacker {
  readonly #allocate: AllocateBuffer;
  readonly #encoder = new TextEncoder();
  #bytes: Uint8Array;
  #ends: Uint32Array;
  #count = 0;
  #length = 0;

  constructor(allocate: AllocateBuffer, capacity = 1024) {
    this.#allocate = allocate;
    this.#bytes = new Uint8Array(allocate(capacity * 8));
    this.#ends = uint32Column(capacity, allocate);
  }

  push(text: string): void {
    if (this.#length + text.length * 3 > this.#bytes.length) this.#growBytes(text.length * 3);
    this.#length += this.#written(text);
    if (this.#length > 0xffffffff) throw new RangeError('the ids of all jobs together are longer than 4 GiB');
    if (this.#count === this.#ends.length) {
      const grown = uint32Column(this.#count * 2, this.#allocate);
      grown.set(this.#ends);
      this.#ends = grown;
    }
    this.#ends[this.#count++] = this.#length;
  }

  /** The same as pushing "0", "1", ... below `count`, many at once. Nothing may have been pushed before, and there must be room for so many. */
  pushNumbersBelow(count: number): void {
    while (this.#count < count) {
      const until = Math.min(count, this.#count + NUMBERS_AT_ONCE);
      const numbers: number[] = [];
      let digits = String(this.#count).length;
      let longer = Number(`1${'0'.repeat(digits)}`);
      for (let number = this.#count; number < until; number++) {
        if (number === longer) {
          longer *= 10;
          digits++;
        }
        numbers.push(number);
        this.#length += digits;
        this.#ends[number] = this.#length;
      }
      const encoded = this.#encoder.encode(numbers.join(''));
      if (this.#length > this.#bytes.length) this.#growBytes(encoded.length);
      this.#bytes.set(encoded, this.#length - encoded.length);
      this.#count = until;
    }
  }

  textAt(row: number): string {
    return packedTextAt({ bytes: this.#bytes, ends: this.#ends }, row);
  }

  hashAt(row: number): number {
    return hashOfBytes(this.#bytes, row === 0 ? 0 : this.#ends[row - 1], this.#ends[row]);
  }

  /** What was packed, in buffers of its own and of the right size. */
  packed(): PackedTexts {
    const bytes = new Uint8Array(this.#allocate(this.#length), 0, this.#length);
    bytes.set(this.#bytes.subarray(0, this.#length));
    const ends = uint32Column(this.#count, this.#allocate);
    ends.set(this.#ends.subarray(0, this.#count));
    return { bytes, ends };
  }

  /** The same with text n being the one pushed as `order[n]`, which holds every row once. No string is made of a text. */
  packedInOrder(order: Uint32Array): PackedTexts {
    const [bytes, ends] = [
      new Uint8Array(this.#allocate(this.#length), 0, this.#length),
      uint32Column(this.#count, this.#allocate),
    ];
    const [packedBytes, packedEnds] = [this.#bytes, this.#ends];
    let length = 0;
    for (let row = 0; row < order.length; row++) {
      const from = order[row];
      const end = packedEnds[from];
      for (let at = from === 0 ? 0 : packedEnds[from - 1]; at < end; at++) bytes[length++] = packedBytes[at];
      ends[row] = length;
    }
    return { bytes, ends };
  }

  /** Bytes written at the end; ids are short and mostly ASCII, for which a loop beats the encoder. */
  #written(text: string): number {
    const bytes = this.#bytes;
    const start = this.#length;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 127) {
        // Encoders refuse shared memory as well.
        const encoded = this.#encoder.encode(text);
        bytes.set(encoded, start);
        return encoded.length;
      }
      bytes[start + at] = code;
    }
    return text.length;
  }

  #growBytes(needed: number): void {
    const grown = new Uint8Array(this.#allocate(Math.max(this.#bytes.length * 2, this.#length + needed)));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
