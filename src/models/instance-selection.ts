/**
 * Decides which instance types an `instanceTypes` list of a compute environment stands for: families, sizes and keywords,
 * in list order, each type once. It does not rank them; that is the allocation strategy's work.
 *
 * Source: AWS Batch API ComputeResource (families, sizes, keywords, one architecture per compute environment); user guide
 * instance-type-compute-table (what the keywords stand for since November 2025); families exclude metal sizes (user guide
 * compute_environment_parameters). AWS refreshes the keyword bundles over time.
 */
import { needsOwnImage, whyLeftOut } from './batch-support.ts';
import { type Catalog, familyOf, type InstanceType } from './catalog.ts';
import { nearestName } from './nearest-name.ts';
import { fail, type Problem, type Result, succeed } from './problem.ts';

const DEFAULT_X86_64 = ['m6i', 'c6i', 'r6i', 'c7i'] as const;
const DEFAULT_ARM64 = ['m6g', 'c6g', 'r6g', 'c7g'] as const;

/** The families each keyword stands for. */
export const INSTANCE_KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  optimal: DEFAULT_X86_64,
  default_x86_64: DEFAULT_X86_64,
  default_arm64: DEFAULT_ARM64,
};

/** What one entry gave: its types and warnings, or the problem why it gave none. */
interface Resolved {
  readonly types: readonly InstanceType[];
  readonly problem?: Problem;
  readonly warnings: readonly Problem[];
}

/**
 * The priced types that `entries` stand for: entries in their order, a family's types small before large (catalogue order),
 * duplicates dropped where they come again. Types without an On-Demand price are left out of families with a warning; naming
 * one is a problem. `path` is where the list stands in the input.
 */
export function resolveInstanceTypes(
  entries: readonly string[],
  catalog: Catalog,
  path = 'instanceTypes',
): Result<readonly InstanceType[]> {
  if (entries.length === 0) {
    return fail({ path, message: 'no instance types', hint: 'name a family, a size, or "optimal"' });
  }
  const resolved = entries.map((entry, index) => resolveEntry(entry, catalog, `${path}[${index}]`));
  const problems = resolved.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  const mixed = mixedArchitectures(entries, resolved, path);
  if (mixed !== undefined) problems.push(mixed);
  if (problems.length > 0) return fail(...problems);
  return succeed(
    [...new Set(resolved.flatMap(({ types }) => types))],
    resolved.flatMap(({ warnings }) => warnings),
  );
}

function resolveEntry(entry: string, catalog: Catalog, path: string): Resolved {
  const named = catalog.byName.get(entry);
  if (named !== undefined) return resolveNamed(named, catalog, path);
  const families = Object.hasOwn(INSTANCE_KEYWORDS, entry) ? INSTANCE_KEYWORDS[entry] : [entry];
  const members = families.flatMap((family) => catalog.types.filter((type) => type.family === family));
  const types = members.filter((type) => type.onDemandMicroUsdPerHour !== undefined);
  if (types.length === 0) return { types, warnings: [], problem: unknownEntry(entry, catalog, path) };
  const unpriced = [
    ...members.filter((type) => type.onDemandMicroUsdPerHour === undefined).map((type) => type.instanceType),
    ...[...(catalog.unpricedTypes ?? [])].filter((name) => families.includes(familyOf(name))),
  ];
  const warnings = unpriced.length === 0 ? [] : [unpricedWarning(entry, unpriced, catalog, path)];
  return { types, warnings: [...warnings, ...imageWarnings(entry, types, path)] };
}

function resolveNamed(type: InstanceType, catalog: Catalog, path: string): Resolved {
  if (type.onDemandMicroUsdPerHour === undefined) {
    return { types: [], warnings: [], problem: unpricedProblem(type.instanceType, catalog, path) };
  }
  return { types: [type], warnings: imageWarnings(type.instanceType, [type], path) };
}

function unknownEntry(entry: string, catalog: Catalog, path: string): Problem {
  const unpriced = catalog.unpricedTypes ?? new Set<string>();
  const isUnpriced = unpriced.has(entry) || [...unpriced].some((name) => familyOf(name) === entry);
  if (isUnpriced || catalog.types.some((type) => type.family === entry) || Object.hasOwn(INSTANCE_KEYWORDS, entry)) {
    return unpricedProblem(entry, catalog, path);
  }
  const reason = whyLeftOut(entry);
  if (reason !== undefined) {
    return {
      path,
      message: `${entry} is not in the catalogue: ${reason}`,
      hint: 'choose another, or add it under catalog.instanceTypes',
    };
  }
  const nearest = nearestEntry(entry, catalog);
  return {
    path,
    message: `unknown instance type, family or keyword "${entry}"`,
    hint: nearest === undefined ? 'see `batchwright catalog show`' : `did you mean ${nearest}?`,
  };
}

/** The nearest size of its family when the entry has a known one, else the nearest name there is. */
function nearestEntry(entry: string, catalog: Catalog): string | undefined {
  const sizes = [...catalog.byName.keys()];
  if (!entry.includes('.')) {
    return nearestName(entry, [...Object.keys(INSTANCE_KEYWORDS), ...sizes.map(familyOf), ...sizes]);
  }
  const siblings = sizes.filter((name) => familyOf(name) === familyOf(entry));
  return nearestMultiple(entry, siblings) ?? nearestName(entry, siblings.length > 0 ? siblings : sizes);
}

/** For `m5.9xlarge` the `m5.<n>xlarge` with n closest to 9, the smaller of two; undefined when the entry is no such size. */
function nearestMultiple(entry: string, siblings: readonly string[]): string | undefined {
  const wanted = multipleOf(entry);
  if (wanted === undefined) return undefined;
  const distanceTo = (name: string): number => Math.abs((multipleOf(name) ?? Number.POSITIVE_INFINITY) - wanted);
  return siblings
    .filter((name) => multipleOf(name) !== undefined)
    .reduce<string | undefined>(
      (best, name) => (best === undefined || distanceTo(name) < distanceTo(best) ? name : best),
      undefined,
    );
}

function multipleOf(instanceType: string): number | undefined {
  const match = /\.(\d+)xlarge$/.exec(instanceType);
  return match === null ? undefined : Number(match[1]);
}

function unpricedProblem(entry: string, catalog: Catalog, path: string): Problem {
  return {
    path,
    message: `no On-Demand price of ${entry} in ${catalog.region} is known (prices of ${catalog.date})`,
    hint: 'give its price under catalog.instanceTypes, or choose another',
  };
}

function unpricedWarning(entry: string, names: readonly string[], catalog: Catalog, path: string): Problem {
  return {
    path,
    message: `"${entry}" leaves out ${names.join(', ')}: no price in ${catalog.region} is known`,
    hint: 'give prices under catalog.instanceTypes to include them',
  };
}

function imageWarnings(entry: string, types: readonly InstanceType[], path: string): readonly Problem[] {
  if (!types.some((type) => needsOwnImage(type.family))) return [];
  return [
    {
      path,
      message: `${entry} does not run on the default AWS Batch image (ECS_AL2023_NVIDIA)`,
      hint: 'set ec2Configuration.imageIdOverride to an image with its driver',
    },
  ];
}

function mixedArchitectures(
  entries: readonly string[],
  resolved: readonly Resolved[],
  path: string,
): Problem | undefined {
  const entriesWith = (architecture: string): readonly string[] =>
    entries.filter((_, index) => resolved[index].types.some((type) => type.architecture === architecture));
  const x86 = entriesWith('x86_64');
  const arm = entriesWith('arm64');
  if (x86.length === 0 || arm.length === 0) return undefined;
  return {
    path,
    message: `x86_64 (${x86.join(', ')}) and arm64 (${arm.join(', ')}) in one compute environment`,
    hint: 'AWS Batch allows one architecture per compute environment: make two',
  };
}
