/**
 * Reads amounts as people write them (`15m`, `4 GiB`, `$120`, `99%`) into the plain numbers the models use; gives
 * undefined for text it does not understand, so that the caller can say where it stood.
 */
const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
};

/** Binary units are exact; decimal ones (GB) are converted, since AWS Batch only knows MiB. */
const MEMORY_UNITS: Readonly<Record<string, number>> = {
  kib: 1 / 1024,
  mib: 1,
  gib: 1024,
  tib: 1_048_576,
  mb: 1_000_000 / 1_048_576,
  gb: 1_000_000_000 / 1_048_576,
  tb: 1_000_000_000_000 / 1_048_576,
};

// Literals, of which bundlers know that nobody misses them where nothing is read.
const ONE_DURATION = /(\d+(?:\.\d+)?)\s*(ms|sec|s|min|m|h|d)\s*/y;
const MEMORY = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i;
const MONEY = /^(?:\$\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*USD)$/i;
const PERCENT = /^(\d+(?:\.\d+)?)\s*%$/;

export const DURATION_EXAMPLES = '"90s", "15m", "1h 30m" or "2d"';
export const MEMORY_EXAMPLES = '"512 MiB" or "4 GiB"';

/** Seconds; parts add up (`1h 30m` = 5400). A bare number has no unit and is not understood. */
export function parseDurationSeconds(text: string): number | undefined {
  const trimmed = text.trim();
  let seconds = 0;
  let position = 0;
  while (position < trimmed.length) {
    ONE_DURATION.lastIndex = position;
    const part = ONE_DURATION.exec(trimmed);
    if (part === null) return undefined;
    seconds += Number(part[1]) * DURATION_UNITS[part[2]];
    position = ONE_DURATION.lastIndex;
  }
  return position === 0 ? undefined : seconds;
}

/** Whole MiB, rounded up: a job must not get less memory than was asked for. */
export function parseMemoryMiB(text: string): number | undefined {
  const match = MEMORY.exec(text.trim());
  if (match === null) return undefined;
  const factor = MEMORY_UNITS[match[2].toLowerCase()];
  return factor === undefined ? undefined : Math.ceil(Number(match[1]) * factor);
}

/** US dollars, from `$1.20` or `1.20 USD`. */
export function parseMoneyUsd(text: string): number | undefined {
  const match = MONEY.exec(text.trim());
  return match === null ? undefined : Number(match[1] ?? match[2]);
}

/** A share between 0 and 1 from `99%`. */
export function parsePercent(text: string): number | undefined {
  const match = PERCENT.exec(text.trim());
  return match === null ? undefined : Number(match[1]) / 100;
}
