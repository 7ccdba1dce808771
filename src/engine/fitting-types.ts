/** Which types of an environment hold a shape. That never changes in a run, so it is worked out once for each shape that is bought for. */
import type { EnvironmentState } from './run.ts';
import type { Shape } from './shapes.ts';

/** Indices of the types, in the environment's order. */
export function fittingTypes(environment: EnvironmentState, shape: Shape, shapeIndex: number): readonly number[] {
  const known = environment.fitting.get(shapeIndex);
  if (known !== undefined) return known;
  const fitting = environment.setup.types.flatMap((type, index) =>
    type.vcpus >= shape.vcpus && type.memoryMiB >= shape.memoryMiB && type.gpus >= shape.gpus ? [index] : [],
  );
  environment.fitting.set(shapeIndex, fitting);
  return fitting;
}
