/** Which types may stand in for those in use, given that run times are taken as equal on all types. */
import { hasOtherAccelerator } from '../models/accelerator-families.ts';
import type { InstanceType } from '../models/catalog.ts';
import { isPartTime } from '../models/part-time-families.ts';

/**
 * Families that are slower by design stay out: older generations than any in use, and GPU models that are not in use. So do those
 * sold for an accelerator that no job here asks for: Spot may have them cheap for a while, but they are no plain machines. What is in use
 * always stays in.
 */
export function comparableTypes(
  types: readonly InstanceType[],
  inUse: readonly InstanceType[],
): readonly InstanceType[] {
  const models = new Set(inUse.flatMap(({ gpuModel }) => (gpuModel === undefined ? [] : [gpuModel])));
  const familiesInUse = new Set(inUse.map(({ family }) => family));
  const generations = inUse.flatMap(({ generation, gpus, family }) =>
    generation === undefined || gpus > 0 || hasOtherAccelerator(family) ? [] : [generation],
  );
  const oldest = generations.reduce((least, generation) => Math.min(least, generation), Number.POSITIVE_INFINITY);
  return types.filter((type) => {
    if (inUse.includes(type)) return true;
    if (isPartTime(type.family)) return false;
    if (hasOtherAccelerator(type.family)) return familiesInUse.has(type.family);
    if (type.gpus > 0) return models.size === 0 || type.gpuModel === undefined || models.has(type.gpuModel);
    return generations.length === 0 || type.generation === undefined || type.generation >= oldest;
  });
}
