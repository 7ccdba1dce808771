/** How old the prices are and where each figure comes from, as lines of text. */
import type { SimulationResult } from '../study/simulation-result.ts';
import { wrap } from './layout.ts';

export function sourceLines({ data }: SimulationResult): readonly string[] {
  return [
    `  ${data.region}, prices as of ${data.catalogDate}`,
    ...data.sources.flatMap(({ figure, date, source, estimate }) =>
      wrap(`${figure}: ${source}, ${date}${estimate === true ? ' (estimate)' : ''}`, '  ', '    '),
    ),
  ];
}
