/** Whether the figures that a plan prints beside a floor's certificate are those the certificate and the plan's cost give. */
import type { Problem } from '../models/problem.ts';
import type { FloorCertificate, FloorGap } from './floor/index.ts';
import { signedGapPercent } from './gap-percent.ts';

/** What a plan says of one floor; what it does not say cannot be wrong. */
export interface PrintedFloor {
  readonly usd?: number | undefined;
  readonly bound?: string | undefined;
  /** Null where the plan tells no gap. */
  readonly gapPercent?: number | null | undefined;
  readonly tried?: readonly { readonly bound: string; readonly usd: number }[] | undefined;
  readonly gap?: FloorGap | undefined;
}

/** Of sums of figures that were each rounded to a double. */
const SUM_TOLERANCE_USD = 1e-6;

/** Paths are those inside the floor. `costUsd` is the upper end of the recommended cost's interval. */
export function printedProblems(
  printed: PrintedFloor,
  { bound, verifiedUsd }: FloorCertificate,
  costUsd: number | undefined,
): readonly Problem[] {
  return [
    ...unlike('usd', printed.usd, verifiedUsd, 'its certificate proves'),
    ...unlike('bound', printed.bound, bound, 'its certificate is of'),
    ...gapPercentProblems(printed.gapPercent, verifiedUsd, costUsd),
    ...(printed.tried ?? []).flatMap((one, index) =>
      one.usd > verifiedUsd || (one.bound === bound && one.usd !== verifiedUsd)
        ? [{ path: `tried[${index}].usd`, message: `is ${one.usd}, but the highest that is proved is ${verifiedUsd}` }]
        : [],
    ),
    ...(printed.gap === undefined ? [] : gapProblems(printed.gap, verifiedUsd)),
  ];
}

function gapPercentProblems(
  gapPercent: PrintedFloor['gapPercent'],
  floorUsd: number,
  costUsd: number | undefined,
): readonly Problem[] {
  if (gapPercent === undefined || gapPercent === null) return [];
  if (costUsd !== undefined) return unlike('gapPercent', gapPercent, signedGapPercent(floorUsd, costUsd), GAP_SOURCE);
  return [{ path: 'gapPercent', message: 'there is no recommended.cost.totalUsd beside it to check it with' }];
}

const GAP_SOURCE = 'the recommended cost and the floor give';

/** The parts come from a simulation that is not run again here, but they must add up to the distance. */
function gapProblems(gap: FloorGap, verifiedUsd: number): readonly Problem[] {
  const { costUsd, floorUsd, gapUsd, packingUsd, idleUsd, bootUsd, reworkUsd, restUsd } = gap;
  const parts = packingUsd + idleUsd + bootUsd + reworkUsd + restUsd;
  const isSum = [costUsd - floorUsd, parts].every((sum) => Math.abs(sum - gapUsd) <= SUM_TOLERANCE_USD);
  return [
    ...unlike('gap.floorUsd', floorUsd, verifiedUsd, 'its certificate proves'),
    ...(isSum ? [] : [{ path: 'gap.gapUsd', message: `is ${gapUsd}, but its parts do not add up to that` }]),
  ];
}

function unlike<Value>(path: string, printed: Value | undefined, actual: Value, source: string): readonly Problem[] {
  return printed === undefined || printed === actual
    ? []
    : [{ path, message: `the plan says ${String(printed)}, but ${source} ${String(actual)}` }];
}
