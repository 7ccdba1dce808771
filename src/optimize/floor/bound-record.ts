/** Which bounds a floor was the highest of, and why the others say nothing, so that nobody takes a weak floor for a strong one. */
import type { FloorBound, FloorCertificate } from './certificate.ts';

export interface TriedBound {
  readonly bound: FloorBound;
  /** What its certificate proves, in its best reading of Spot and commitments. */
  readonly usd: number;
}

export interface UnusedBound {
  readonly bound: FloorBound;
  /** For people; follows the name of the bound. */
  readonly reason: string;
}

/** In place of prices. */
export interface NoPrices {
  readonly reason: string;
}

export const GAVE_UP: NoPrices = { reason: 'the solver gave up' };

/** Every bound once, in the order of the certificates. */
export function triedBounds(certificates: readonly FloorCertificate[]): readonly TriedBound[] {
  const best = new Map<FloorBound, number>();
  for (const { bound, verifiedUsd } of certificates) best.set(bound, Math.max(best.get(bound) ?? 0, verifiedUsd));
  return [...best].map(([bound, usd]) => ({ bound, usd }));
}
