/**
 * A FARGATE or FARGATE_SPOT environment as the engine runs it: its sizes with their prices, and the size every job shape is
 * rounded up to. Prices come from the catalogue; a region without them is a problem, never free.
 */
import type { ComputeEnvironment } from '../models/batch-config.ts';
import type { FargatePrice } from '../models/catalog.ts';
import {
  FARGATE_ARCHITECTURE,
  FARGATE_SIZES,
  type FargateSize,
  fargateFamily,
  fargateName,
  nearestFargateSize,
} from '../models/fargate.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { keyOf } from '../models/random.ts';
import type { World } from '../models/world.ts';
import type { Environment } from './environments.ts';
import { leastLaunchVcpus, mostLaunchVcpus } from './growth.ts';
import type { LaunchableType } from './launchable-types.ts';
import type { Queue } from './queues.ts';
import { leastMemoryByVcpus, type Shape } from './shapes.ts';
import { fitWithinQuotas } from './type-quotas.ts';

/** Sizes no larger than this: AWS sells up to 16 vCPUs; the size table of shapes that fit none. */
const NO_SIZE = -1;

/** Problems: no price of this launch type in the region. `path` is the environment's. */
export function buildFargateEnvironment(
  source: ComputeEnvironment,
  index: number,
  path: string,
  { catalog, quotas }: World,
  shapes: readonly Shape[],
): Result<Environment> {
  const market = source.computeResources?.type === 'FARGATE_SPOT' ? 'FARGATE_SPOT' : 'FARGATE';
  const prices = catalog.fargate.filter(({ launch }) => launch === market);
  if (prices.length === 0) {
    return fail({
      path: `${path}.computeResources.type`,
      message: `the price of ${market} in ${catalog.region} is unknown`,
      hint: 'give it under catalog.fargate: { launch, architecture, usdPerVcpuHour, usdPerGibHour }',
    });
  }
  const types = prices.flatMap((price) => FARGATE_SIZES.map((size) => sizeOffered(price, size)));
  types.sort((left, right) => left.microUsdPerHour - right.microUsdPerHour || left.vcpus - right.vcpus);
  const maxVcpus = source.computeResources?.maxvCpus ?? 0;
  const maxTypeVcpus = Math.max(...types.map((type) => type.vcpus));
  const taskSize = Int16Array.from(shapes, (shape) => cheapestSize(types, shape));
  const launchVcpus = Float64Array.from(taskSize, (size) =>
    size === NO_SIZE ? Number.POSITIVE_INFINITY : types[size].vcpus,
  );
  const { fits, quota } = fitWithinQuotas(types, market, shapes, quotas, (allowed) =>
    Uint8Array.from(taskSize, (size) =>
      size !== NO_SIZE && types[size].vcpus <= maxVcpus && allowed.includes(types[size]) ? 1 : 0,
    ),
  );
  return succeed({
    index,
    name: source.computeEnvironmentName,
    key: keyOf(source.computeEnvironmentName),
    market,
    strategy: 'BEST_FIT',
    enabled: source.state !== 'DISABLED',
    minVcpus: 0,
    maxVcpus,
    mayOvershoot: false,
    types,
    launchVcpus,
    leastLaunchVcpus: leastLaunchVcpus(launchVcpus),
    mostLaunchVcpus: mostLaunchVcpus(launchVcpus, maxVcpus),
    maxTypeVcpus,
    maxTypeGpus: 0,
    idleTimeoutMs: 0,
    unusedTimeoutMs: 0,
    architecture: FARGATE_ARCHITECTURE,
    fits,
    fitting: new Map(),
    leastMemoryMiB: leastMemoryByVcpus(shapes, maxTypeVcpus),
    taskSize,
    quota,
  });
}

/** Per-second price of the pair: vCPUs and GiB are priced apart (AWS Fargate pricing). One Spot pool an architecture: our reading. */
function sizeOffered(price: FargatePrice, size: FargateSize): LaunchableType {
  const { architecture, microUsdPerVcpuHour, microUsdPerGibHour } = price;
  const instanceType = fargateName(architecture, size);
  const family = fargateFamily(architecture);
  const onDemandSource = { figure: 'Fargate vCPU-hour and GiB-hour', date: 'undated', source: price.source };
  const microUsdPerHour = Math.round(size.vcpus * microUsdPerVcpuHour + (size.memoryMiB / 1024) * microUsdPerGibHour);
  return {
    instanceType: {
      instanceType,
      family,
      vcpus: size.vcpus,
      memoryMiB: size.memoryMiB,
      architecture,
      gpus: 0,
      onDemandSource,
    },
    vcpus: size.vcpus,
    memoryMiB: size.memoryMiB,
    gpus: 0,
    microUsdPerHour,
    vcpuPriceStep: Math.round(microUsdPerHour / size.vcpus / 100),
    pools: [{ instanceType: family, family, zone: 0, key: keyOf(`${family}/0`) }],
  };
}

/** Index of the cheapest size that holds the shape on its architecture, x86_64 when it names none. */
function cheapestSize(types: readonly LaunchableType[], shape: Shape): number {
  const architecture = shape.architecture ?? FARGATE_ARCHITECTURE;
  if (shape.gpus > 0 || shape.nodes > 1) return NO_SIZE;
  return types.findIndex(
    (type) =>
      type.instanceType.architecture === architecture && type.vcpus >= shape.vcpus && type.memoryMiB >= shape.memoryMiB,
  );
}

/** Shapes sent to Fargate queues that no size holds, each with the nearest one. */
export function unsoldSizeWarnings(
  queues: readonly Queue[],
  environments: readonly Environment[],
  classes: readonly { readonly shape: number; readonly queue: number }[],
  shapes: readonly Shape[],
): Problem[] {
  return queues.flatMap((queue) => {
    const tables = queue.environments.flatMap((index) => environments[index].taskSize ?? []);
    if (tables.length === 0) return [];
    const asked = new Set(classes.flatMap((one) => (one.queue === queue.index ? [one.shape] : [])));
    return [...asked]
      .filter((shape) => tables.every((table) => table[shape] === NO_SIZE))
      .map((shape) => unsoldSize(queue, shapes[shape]));
  });
}

function unsoldSize(queue: Queue, shape: Shape): Problem {
  const { vcpus, memoryMiB } = nearestFargateSize(shape);
  const gpus = shape.gpus > 0 ? `, ${shape.gpus} GPU` : '';
  return {
    path: `batch.jobQueues[${queue.index}]`,
    message: `jobs of ${shape.vcpus} vCPU, ${shape.memoryMiB} MiB${gpus} fit no Fargate size with a known price and never run`,
    hint: `the nearest size is ${vcpus} vCPU, ${memoryMiB} MiB, without GPU`,
  };
}
