/** A linear programme as plain data and the port that solves one, so that the floor itself depends on no solver. */

/** Minimise `costs . x` subject to `rows x >= lowerBounds` and `x >= 0`; the matrix by rows, compressed. */
export interface LinearProgram {
  readonly costs: readonly number[];
  readonly lowerBounds: readonly number[];
  /** Row r holds the entries `rowStarts[r] .. rowStarts[r + 1]` of `columns` and `coefficients`. */
  readonly rowStarts: readonly number[];
  readonly columns: readonly number[];
  readonly coefficients: readonly number[];
}

export interface LpSolution {
  readonly objective: number;
  readonly primal: Float64Array;
  /** One multiplier a row: how much the objective rises when the row's bound does; not negative up to rounding. */
  readonly dual: Float64Array;
}

/** Undefined when the solver gave up; nobody believes its answer without checking it. */
export type LpSolver = (program: LinearProgram) => Promise<LpSolution | undefined>;

/** Collects a programme row by row. */
export class LinearProgramBuilder {
  readonly #costs: number[] = [];
  readonly #lowerBounds: number[] = [];
  readonly #rowStarts: number[] = [0];
  readonly #columns: number[] = [];
  readonly #coefficients: number[] = [];

  /** Adds a variable that is at least 0 and returns its column. */
  addColumn(cost: number): number {
    return this.#costs.push(cost) - 1;
  }

  /** Adds `sum(coefficient x column) >= lowerBound` and returns its row. */
  addRow(lowerBound: number, entries: readonly (readonly [column: number, coefficient: number])[]): number {
    for (const [column, coefficient] of entries) {
      this.#columns.push(column);
      this.#coefficients.push(coefficient);
    }
    this.#rowStarts.push(this.#columns.length);
    return this.#lowerBounds.push(lowerBound) - 1;
  }

  finish(): LinearProgram {
    return {
      costs: this.#costs,
      lowerBounds: this.#lowerBounds,
      rowStarts: this.#rowStarts,
      columns: this.#columns,
      coefficients: this.#coefficients,
    };
  }
}
