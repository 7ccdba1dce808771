/** Writes the parts of an amount so that what is printed adds up to the total as it is printed. */
import { leastStep } from '../models/written-number.ts';
import { formatUsd } from './format.ts';

const MICROS_PER_USD = 1_000_000;

/**
 * Each part rounded to so many decimals, up or down: down first, then up for those that lost most by it (largest remainders, earlier
 * parts first on ties) until they meet the rounded total. What is not 0 and would be written as 0 is `<$0.01`. Parts that do not
 * sum to the total are rounded each for itself.
 */
export function partsAddingUp(partsUsd: readonly number[], totalUsd: number, decimals: number): readonly string[] {
  const perStep = MICROS_PER_USD / 10 ** decimals;
  const micros = partsUsd.map((usd) => Math.round(usd * MICROS_PER_USD));
  const sum = micros.reduce((total, micro) => total + micro, 0);
  if (sum !== Math.round(totalUsd * MICROS_PER_USD)) return partsUsd.map((usd) => formatUsd(usd, decimals));
  const steps = micros.map((micro) => Math.floor(micro / perStep));
  const target = Math.round(Number(totalUsd.toFixed(decimals)) * 10 ** decimals);
  const missing = target - steps.reduce((total, step) => total + step, 0);
  const byRemainder = micros
    .map((micro, index) => ({ index, remainder: micro - steps[index] * perStep }))
    .sort((left, right) => right.remainder - left.remainder || left.index - right.index);
  for (const { index } of byRemainder.slice(0, missing)) steps[index] += 1;
  return steps.map((step, index) => stepText(step, micros[index], decimals));
}

function stepText(step: number, micros: number, decimals: number): string {
  if (step === 0 && micros !== 0) return `${micros < 0 ? '-' : ''}<$${leastStep(decimals)}`;
  // Adding 0 turns -0 into 0.
  return formatUsd(step / 10 ** decimals + 0, decimals);
}
