/** Remembers on which line of a file each added job stands: two numbers where the count of lines and jobs part, none elsewhere. */
export class RowLines {
  readonly #rows: number[] = [];
  readonly #lines: number[] = [];
  #ahead: number | undefined;

  /** Of the job about to be added, or of an array the first child; in order. */
  note(row: number, line: number): void {
    if (line - row === this.#ahead) return;
    this.#ahead = line - row;
    this.#rows.push(row);
    this.#lines.push(line);
  }

  /** Line of a row that was noted, or that follows one with a line each. */
  lineOf(row: number): number {
    let [from, to] = [0, this.#rows.length];
    while (to - from > 1) {
      const middle = (from + to) >>> 1;
      if (this.#rows[middle] <= row) from = middle;
      else to = middle;
    }
    return this.#lines[from] + row - this.#rows[from];
  }
}
