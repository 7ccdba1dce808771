/** The distinct resource requests of a workload: jobs that ask for the same are one shape to the scheduler. */
import type { Architecture, JobClass } from '../models/workload.ts';

/** A distinct resource request; of a multi-node parallel job what each node asks for. */
export interface Shape {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
  readonly architecture: Architecture | undefined;
  /** 1 for a job that is no multi-node parallel job. */
  readonly nodes: number;
  /** vCPUs of all nodes together. */
  readonly jobVcpus: number;
}

/** More memory than any instance has: of a count of vCPUs that no shape is content with. */
const NEVER = 2_147_483_647;

/**
 * By free vCPUs, from 0: the least memory that a shape asks for which needs no more of them, MiB. An instance with that many vCPUs
 * and less memory free can take no job.
 */
export function leastMemoryByVcpus(shapes: readonly Shape[], maxVcpus: number): Int32Array {
  const least = new Int32Array(maxVcpus + 1).fill(NEVER);
  for (const { vcpus, memoryMiB } of shapes) if (vcpus <= maxVcpus) least[vcpus] = Math.min(least[vcpus], memoryMiB);
  for (let vcpus = 1; vcpus <= maxVcpus; vcpus++) least[vcpus] = Math.min(least[vcpus], least[vcpus - 1]);
  return least;
}

/** Shapes in the order they first come, and which one each class has; `vcpusOf` says what a class gets of what it asks for. */
export function internShapes(
  classes: readonly JobClass[],
  vcpusOf: (jobClass: JobClass) => number,
): { shapes: Shape[]; shapeOfClass: number[] } {
  const shapes: Shape[] = [];
  const known = new Map<string, number>();
  const shapeOfClass = classes.map((jobClass) => {
    const { memoryMiB, gpus, architecture, nodes = 1 } = jobClass;
    const vcpus = vcpusOf(jobClass);
    const key = `${vcpus}/${memoryMiB}/${gpus}/${architecture ?? ''}/${nodes}`;
    let shape = known.get(key);
    if (shape === undefined) {
      shape = shapes.push({ vcpus, memoryMiB, gpus, architecture, nodes, jobVcpus: vcpus * nodes }) - 1;
      known.set(key, shape);
    }
    return shape;
  });
  return { shapes, shapeOfClass };
}
