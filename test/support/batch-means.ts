/** Batch means: a mean and its standard error from correlated observations, by cutting them into long batches. */
export interface BatchEstimate {
  readonly mean: number;
  readonly standardError: number;
}

/** `statistic` of each of `batches` equal consecutive batches; the remainder at the end is left out. */
export function batchEstimate(
  values: readonly number[],
  batches: number,
  statistic: (batch: readonly number[]) => number,
): BatchEstimate {
  const size = Math.floor(values.length / batches);
  return estimateOf(
    Array.from({ length: batches }, (_, batch) => statistic(values.slice(batch * size, (batch + 1) * size))),
  );
}

/** Mean and standard error of independent values. */
export function estimateOf(values: readonly number[]): BatchEstimate {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function quantileOf(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

/** How many standard errors the estimate lies from the golden value. */
export function zScore({ mean, standardError }: BatchEstimate, golden: number): number {
  return (mean - golden) / standardError;
}
