/**
 * Which options a time-free bound can leave out: those that a slice of a larger one replaces at no higher price. Where price
 * and capacity grow together, only the largest size of a family remains.
 */
import type { RentOption } from './rent.ts';

/**
 * For each option the one that stands in for it, itself when it remains. Option K stands in for k when some s >= 1 makes K at
 * least s times as large in every dimension and at most s times as dear: a 1/s share of K then holds all that k holds (so K
 * takes every job k takes), and resource prices that K's price covers are covered by k's as well. With `copies`, s is whole: K
 * holds s times any set of jobs that k holds, so job prices that no set on K outgrows are not outgrown on k either.
 */
export function standIns(options: readonly RentOption[], whole: 'slices' | 'copies' = 'slices'): Int32Array {
  const standIn = Int32Array.from(options, (_, index) => index);
  for (let index = 0; index < options.length; index++) {
    for (let other = 0; other < options.length && standIn[index] === index; other++) {
      if (other === index || standIn[other] !== other) continue;
      if (replaces(options[other], options[index], whole)) standIn[index] = other;
    }
  }
  for (let index = 0; index < options.length; index++) {
    while (standIn[standIn[index]] !== standIn[index]) standIn[index] = standIn[standIn[index]];
  }
  return standIn;
}

function replaces(large: RentOption, small: RentOption, whole: 'slices' | 'copies'): boolean {
  if (large.type.architecture !== small.type.architecture || (large.isFreeHour && !small.isFreeHour)) return false;
  const slices = Math.min(
    ratio(large.vcpus, small.vcpus),
    ratio(large.memoryMiB, small.memoryMiB),
    ratio(large.gpus, small.gpus),
  );
  const scale = whole === 'copies' ? Math.floor(slices) : slices;
  return scale >= 1 && large.microUsdPerHour <= scale * small.microUsdPerHour;
}

function ratio(large: number, small: number): number {
  return small === 0 ? Number.POSITIVE_INFINITY : large / small;
}
