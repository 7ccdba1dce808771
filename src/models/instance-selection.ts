/**
 * Decides which instance types an `instanceTypes` list of a compute environment stands for: families, sizes and keywords,
 * in list order, each type once. It does not rank them; that is the allocation strategy's work.
 *
 * Source: AWS Batch API ComputeResource (families, sizes, keywords, one architecture per compute environment); user guide
 * instance-type-compute-table (what the keywords stand for since November 2025); families exclude metal sizes (user guide
 * compute_environment_parameters). AWS refreshes the keyword bundles over time.
 */
import { needsOwnImage } from './batch-support.ts';
import { type Catalog, familyOf, type InstanceType } from './catalog.ts';
import { fail, type Problem, type Result, succeed } from './problem.ts';

const DEFAULT_X86_64 = ['m6i', 'c6i', 'r6i', 'c7i'] as const;
const DEFAULT_ARM64 = ['m6g', 'c6g', 'r6g', 'c7g'] as const;

/** The families each keyword stands for. */
export const INSTANCE_KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  optimal: DEFAULT_X86_64,
  default_x86_64: DEFAULT_X86_64,
  default_arm64: DEFAULT_ARM64,
};

/** What is said of an entry that stands for nothing in the catalogue. */
export type ExplainEntry = (entry: string, catalog: Catalog) => Pick<Problem, 'message' | 'hint'>;

/** The least: threads that simulate configurations already checked need no more, see unknown-instance-type.ts. */
export const sayUnknown: ExplainEntry = (entry) => ({
  message: `unknown instance type, family or keyword "${entry}"`,
  hint: 'see `batchwright catalog show`',
});

/** What one entry gave: its types and warnings, or the problem why it gave none. */
interface Resolved {
  readonly types: readonly InstanceType[];
  readonly problem?: Problem;
  readonly warnings: readonly Problem[];
}

/**
 * The priced types that `entries` stand for: entries in their order, a family's types small before large (catalogue order),
 * duplicates dropped where they come again. Types without an On-Demand price are left out of families with a warning; naming
 * one is a problem. `path` is where the list stands in the input; `explain` says why an entry is unknown, for whoever reads that.
 */
export function resolveInstanceTypes(
  entries: readonly string[],
  catalog: Catalog,
  path = 'instanceTypes',
  explain: ExplainEntry = sayUnknown,
): Result<readonly InstanceType[]> {
  if (entries.length === 0) {
    return fail({ path, message: 'no instance types', hint: 'name a family, a size, or "optimal"' });
  }
  const resolved = entries.map((entry, index) => resolveEntry(entry, catalog, `${path}[${index}]`, explain));
  const problems = resolved.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  const mixed = mixedArchitectures(entries, resolved, path);
  if (mixed !== undefined) problems.push(mixed);
  if (problems.length > 0) return fail(...problems);
  return succeed(
    [...new Set(resolved.flatMap(({ types }) => types))],
    resolved.flatMap(({ warnings }) => warnings),
  );
}

function resolveEntry(entry: string, catalog: Catalog, path: string, explain: ExplainEntry): Resolved {
  const named = catalog.byName.get(entry);
  if (named !== undefined) return resolveNamed(named, catalog, path);
  const families = Object.hasOwn(INSTANCE_KEYWORDS, entry) ? INSTANCE_KEYWORDS[entry] : [entry];
  const members = families.flatMap((family) => catalog.types.filter((type) => type.family === family));
  const types = members.filter((type) => type.onDemandMicroUsdPerHour !== undefined);
  if (types.length === 0) return { types, warnings: [], problem: unknownEntry(entry, catalog, path, explain) };
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

function unknownEntry(entry: string, catalog: Catalog, path: string, explain: ExplainEntry): Problem {
  const unpriced = catalog.unpricedTypes ?? new Set<string>();
  const isUnpriced = unpriced.has(entry) || [...unpriced].some((name) => familyOf(name) === entry);
  if (isUnpriced || catalog.types.some((type) => type.family === entry) || Object.hasOwn(INSTANCE_KEYWORDS, entry)) {
    return unpricedProblem(entry, catalog, path);
  }
  return { path, ...explain(entry, catalog) };
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
