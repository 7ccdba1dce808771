/**
 * Keeps the users' job ids as cheaply as they allow while a workload grows: not at all when they count 0, 1, 2, ... with the
 * rows, 8 bytes each when they are whole numbers, as packed text otherwise.
 */
import { hashOfNumber } from './job-id-hash.ts';
import { type JobIds, TextPacker } from './job-ids.ts';
import { type AllocateBuffer, copiedInto, float64Column } from './typed-columns.ts';

export type JobId = string | number;

export class JobIdColumn {
  readonly #allocate: AllocateBuffer;
  #count = 0;
  /** NaN = this job has no id. Undefined while every id is its row number, or once any id needs text. */
  #numbers: Float64Array | undefined;
  #texts: TextPacker | undefined;
  #hasJobsWithout = false;

  constructor(allocate: AllocateBuffer) {
    this.#allocate = allocate;
  }

  push(id: JobId | undefined): void {
    const number = numberOf(id);
    if (id === undefined) this.#hasJobsWithout = true;
    if (this.#texts !== undefined) this.#texts.push(String(id ?? this.#count));
    else if (number === undefined && id !== undefined) this.#becomeTexts().push(String(id));
    else if (this.#numbers !== undefined || (number !== undefined && number !== this.#count)) this.#pushNumber(number);
    this.#count++;
  }

  /** Id of a row in the order they were pushed, as text; the row number when it has none. */
  textAt(row: number): string {
    return this.#texts?.textAt(row) ?? String(this.#numberAt(row));
  }

  /** True where this shows without a look at every pair: numbers that only grow. */
  areDistinct(): boolean {
    const numbers = this.#numbers;
    if (numbers === undefined) return this.#texts === undefined;
    for (let row = 1; row < this.#count; row++) if (!(numbers[row - 1] < numbers[row])) return false;
    return true;
  }

  /** The same for equal ids; 0 for a job that has none. A text that is its own row number is taken for none where others have none. */
  hashAt(row: number): number {
    const texts = this.#texts;
    if (texts !== undefined) return this.#hasJobsWithout && texts.textAt(row) === String(row) ? 0 : texts.hashAt(row);
    const number = this.#numbers === undefined ? row : this.#numbers[row];
    return Number.isNaN(number) ? 0 : hashOfNumber(number);
  }

  /** The ids with row n being the one pushed as `order[n]` (undefined = as pushed); undefined when they are the row numbers. */
  finished(order: Uint32Array | undefined): JobIds | undefined {
    if (this.#texts !== undefined) return order === undefined ? this.#texts.packed() : this.#texts.packedInOrder(order);
    if (this.#numbers === undefined && order === undefined) return undefined;
    const numbers = float64Column(this.#count, this.#allocate);
    for (let row = 0; row < this.#count; row++) numbers[row] = this.#numberAt(order === undefined ? row : order[row]);
    return numbers;
  }

  #numberAt(row: number): number {
    const number = this.#numbers === undefined ? row : this.#numbers[row];
    return Number.isNaN(number) ? row : number;
  }

  #pushNumber(number: number | undefined): void {
    const row = this.#count;
    if (this.#numbers === undefined || row === this.#numbers.length) {
      const grown = float64Column(Math.max(1024, row * 2), this.#allocate);
      if (this.#numbers !== undefined) copiedInto(grown, this.#numbers);
      else for (let earlier = 0; earlier < row; earlier++) grown[earlier] = earlier;
      this.#numbers = grown;
    }
    this.#numbers[row] = number ?? Number.NaN;
  }

  #becomeTexts(): TextPacker {
    const texts = new TextPacker(this.#allocate, Math.max(1024, this.#count * 2));
    if (this.#numbers === undefined) texts.pushNumbersBelow(this.#count);
    else for (let row = 0; row < this.#count; row++) texts.push(String(this.#numberAt(row)));
    this.#texts = texts;
    this.#numbers = undefined;
    return texts;
  }
}

/** The whole number an id spells exactly ("17", not "017" or "1e3"), else undefined. */
function numberOf(id: JobId | undefined): number | undefined {
  if (id === undefined) return undefined;
  if (typeof id === 'number') return id;
  if (id.length === 0 || id.length > 15) return undefined;
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at);
    if (code < 48 || code > 57) return undefined;
  }
  return id.length > 1 && id.charCodeAt(0) === 48 ? undefined : Number(id);
}
