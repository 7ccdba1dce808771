/** HiGHS for the page: the WebAssembly file is one of the page's own, fetched when the first floor is computed. */
import runtimeUrl from 'highs/runtime?url';
import { createHighsSolver } from '../optimize/floor/highs-solver.ts';

export const pageSolver = createHighsSolver({ locateFile: () => new URL(runtimeUrl, self.location.href).href });
