/** The rows of the table of figures, a label and one text a side: those that the command line prints. */
import type { Recommendation } from '../optimize/index.ts';
import { figureRows, sideBySideRows } from '../report/recommendation-rows.ts';
import { CONFIDENCE } from '../study/statistics.ts';
import type { Side } from './sides.ts';

/** With a recommendation to change, whose two configurations the sides are, also what it alone knows of them. */
export function sideRows(
  sides: readonly Side[],
  recommendation: Recommendation | undefined,
): readonly (readonly string[])[] {
  if (recommendation?.verdict === 'change') return sideBySideRows(recommendation).slice(1);
  return figureRows(
    sides.map(({ figures }) => figures),
    CONFIDENCE,
  );
}
