/**
 * Solves linear programmes with HiGHS compiled to WebAssembly; loaded on first use, because it is 3.5 MB that most verbs
 * never need. Its answers are checked by the code that asks, so an error of the solver cannot fake a proof.
 */
import type { InitOptions } from 'highs';
import type { LinearProgram, LpSolution, LpSolver } from './linear-program.ts';

/** `options` say where the WebAssembly file is when a bundler has moved it; the installed package finds its own. */
export function createHighsSolver(options: InitOptions = {}): LpSolver {
  const loading = lazily(async () => (await import('highs')).default(options));
  return async (program) => {
    const highs = await loading();
    try {
      return solveWith(highs, program);
    } catch {
      // Out of memory on a huge programme must cost the best floor, not the recommendation above it.
      return undefined;
    }
  };
}

function lazily<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

type Highs = Awaited<ReturnType<typeof import('highs')['default']>>;

function solveWith(highs: Highs, program: LinearProgram): LpSolution | undefined {
  const numCols = program.costs.length;
  const numRows = program.lowerBounds.length;
  const model = highs.createModel({
    numCols,
    numRows,
    colCost: program.costs,
    colLower: new Array<number>(numCols).fill(0),
    colUpper: new Array<number>(numCols).fill(highs.infinity),
    rowLower: program.lowerBounds,
    rowUpper: new Array<number>(numRows).fill(highs.infinity),
    matrix: {
      format: 'csr',
      numRows,
      numCols,
      starts: program.rowStarts,
      indices: program.columns,
      values: program.coefficients,
    },
  });
  try {
    model.options.set({ output_flag: false });
    model.run();
    if (model.getModelStatus() !== highs.constants.modelStatus.optimal) return undefined;
    const { colValue, rowDual } = model.getSolution();
    return { objective: model.getObjectiveValue(), primal: colValue, dual: rowDual };
  } finally {
    model.dispose();
  }
}
