/** What a recommended change does, in the words that its figures carry: money only where chance does not explain it. */
import type { LimitReading } from '../optimize/feasibility.ts';
import type { Recommendation } from '../optimize/recommendation.ts';
import { lossOf } from '../optimize/today-limits.ts';
import { formatDifference, formatUsdMean } from './format.ts';

type Evidence = Pick<Recommendation, 'current' | 'recommended' | 'savingUsd' | 'savingShare'>;

/** Goes on after "it", for example `saves $10.00 (50.0 %) of $20.00`; names the limits that today's configuration breaks. */
export function changeEffect(evidence: Evidence): string {
  const unsure = evidence.recommended.limits.filter((limit) => standingOfLimit(limit) === 'unsure');
  const losses = [...new Set(unsure.map(({ limit }) => lossOf(limit)))].join(' and ');
  return `${moneyAndLimits(evidence)}${losses === '' ? '' : `; it may ${losses} than today`}`;
}

/** `unsure`: more lost jobs or deadlines than today, by no more than chance, where nobody said how many may be lost. */
export function standingOfLimit({ ok, isWithinChance }: LimitReading): 'kept' | 'unsure' | 'broken' {
  if (ok) return 'kept';
  return isWithinChance === true ? 'unsure' : 'broken';
}

function moneyAndLimits({ current, savingUsd, savingShare }: Omit<Evidence, 'recommended'>): string {
  const today = formatUsdMean(current.cost.totalUsd);
  const keeps = keptInstead({ current });
  if (keeps !== undefined && !savingUsd.distinguishable)
    return `${keeps}, at a cost not distinguishable from its ${today}`;
  const money = moneyText(savingUsd, savingShare, today);
  return keeps === undefined ? money : `${money}, and ${keeps}`;
}

function moneyText(usd: Evidence['savingUsd'], share: Evidence['savingShare'], today: string): string {
  if (usd.mean === 0) return `costs the same as the ${today} of today`;
  const amount = formatDifference(usd, share);
  return usd.mean > 0 ? `saves ${amount} of ${today}` : `costs ${amount} more than ${today}`;
}

/** Undefined where today's configuration keeps every limit. */
export function keptInstead({ current }: Pick<Recommendation, 'current'>): string | undefined {
  const broken = current.limits.filter(({ ok }) => !ok).map(({ limit }) => limit);
  if (broken.length === 0) return undefined;
  return `keeps ${broken.join(' and ')}, which the current configuration breaks`;
}
