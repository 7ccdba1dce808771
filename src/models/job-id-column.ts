/**
 * Keeps the users' job ids as cheaply as they allow: not at all when they count 0, 1, 2, ... with the rows, 8 bytes each
 * when they are whole numbers, as text otherwise.
 */
import { type AllocateBuffer, copiedInto, float64Column } from './typed-columns.ts';

export type JobId = string | number;

export class JobIdColumn {
  readonly #allocate: AllocateBuffer;
  #count = 0;
  /** NaN = this job has no id. Undefined while every id is its row number, or once any id needs text. */
  #numbers: Float64Array | undefined;
  #texts: (string | undefined)[] | undefined;

  constructor(allocate: AllocateBuffer) {
    this.#allocate = allocate;
  }

  push(id: JobId | undefined): void {
    const number = numberOf(id);
    if (this.#texts !== undefined) this.#texts.push(id === undefined ? undefined : String(id));
    else if (number === undefined && id !== undefined) this.#becomeTexts().push(String(id));
    else if (this.#numbers !== undefined || (number !== undefined && number !== this.#count)) this.#pushNumber(number);
    this.#count++;
  }

  /** Id of a row in the order they were pushed, as text; the row number when it has none. */
  textAt(row: number): string {
    if (this.#texts !== undefined) return this.#texts[row] ?? String(row);
    const number = this.#numbers === undefined ? row : this.#numbers[row];
    return String(Number.isNaN(number) ? row : number);
  }

  get areRowNumbers(): boolean {
    return this.#texts === undefined && this.#numbers === undefined;
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

  #becomeTexts(): (string | undefined)[] {
    const texts: (string | undefined)[] = [];
    for (let row = 0; row < this.#count; row++) texts.push(this.textAt(row));
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
