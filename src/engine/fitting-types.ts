/** Which types of an environment hold a shape: worked out once for each shape that is bought for, for all runs of a setup. */
import type { Environment } from './environments.ts';
import { holds } from './launchable-types.ts';
import type { Shape } from './shapes.ts';

/** Indices of the types, in the environment's order. */
export function fittingTypes({ types, fitting }: Environment, shape: Shape, shapeIndex: number): readonly number[] {
  const known = fitting.get(shapeIndex);
  if (known !== undefined) return known;
  const found = types.flatMap((type, index) => (holds(type, shape) ? [index] : []));
  fitting.set(shapeIndex, found);
  return found;
}
