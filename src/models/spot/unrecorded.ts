/** What stands in the place of `recorded.ts` in the page, which can read no file that a scenario names: the markets themselves are left out of it. */
import { fail } from '../problem.ts';

export const recordedMarket: typeof import('./recorded.ts').recordedMarket = (model) =>
  fail({
    path: 'assumptions.spot.model',
    message: `model ${model} replays recordings, which a page cannot open by itself`,
    hint: 'run this scenario from the command line, or choose the model pools',
  });
