/** A difference of cost in the direction that its words have, so that an amount and the ends of its interval agree in sign. */
import type { PairedDifference } from '../study/statistics.ts';
import { formatPercent, formatUsdRange } from './format.ts';

/** `$40.00 to $60.00`, the smaller end first: of what is saved, or of what is paid more where the mean saving is below 0. */
export function rangeInDirection(saving: PairedDifference): string {
  return formatUsdRange(saving.mean < 0 ? opposite(saving) : saving);
}

/**
 * `interval of the saving is $40.00 to $60.00 (4.0 % to 6.0 %)`, or `of the extra cost`. What cannot be told from chance has no
 * direction: it is read as a saving, whatever its mean.
 */
export function intervalOfDifference(saving: PairedDifference, share: PairedDifference | undefined): string {
  const isDearer = saving.distinguishable && saving.mean < 0;
  const range = formatUsdRange(isDearer ? opposite(saving) : saving);
  return `interval of the ${isDearer ? 'extra cost' : 'saving'} is ${range}${shareRange(share, isDearer)}`;
}

function shareRange(share: PairedDifference | undefined, isDearer: boolean): string {
  if (share?.lo === undefined) return '';
  const { lo, hi } = isDearer ? opposite(share) : share;
  return ` (${formatPercent(lo)} to ${formatPercent(hi)})`;
}

function opposite({ mean, lo, hi, pairs, distinguishable }: PairedDifference): PairedDifference {
  const ends = lo === undefined || hi === undefined ? {} : { lo: -hi, hi: -lo };
  return { mean: -mean, ...ends, pairs, distinguishable };
}
