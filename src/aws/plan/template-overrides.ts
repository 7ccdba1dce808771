/** Overrides of a launch template, which no configuration can name: they stay, and must fit the wanted instance types. */
import type { ComputeEnvironment } from '../../models/batch-config.ts';
import { familyOf } from '../../models/catalog.ts';
import type { Problem } from '../../models/problem.ts';

/** API LaunchTemplateSpecificationOverride: its targets must be among the instance types of the environment. */
export function overrideProblems(
  { computeEnvironmentName: name, computeResources }: ComputeEnvironment,
  path: string,
): readonly Problem[] {
  const types = computeResources?.instanceTypes ?? [];
  // What a keyword stands for is AWS's to say.
  if (types.length === 0 || types.some((type) => /^(optimal|default_)/.test(type))) return [];
  const families = new Set(types.map(familyOf));
  const gone = overrideTargets(computeResources?.launchTemplate).filter((target) => !families.has(familyOf(target)));
  if (gone.length === 0) return [];
  return [
    {
      path: `${path}.computeResources.instanceTypes`,
      message: `an override of the launch template of ${name} is for ${gone.join(', ')}, which would be none of its types any more`,
      hint: 'keep the type, or take the override away in the account and plan again',
    },
  ];
}

/** Types and families. */
function overrideTargets(template: object | undefined): readonly string[] {
  const { overrides = [] } = (template ?? {}) as { overrides?: readonly { targetInstanceTypes?: readonly string[] }[] };
  return overrides.flatMap(({ targetInstanceTypes = [] }) => targetInstanceTypes);
}
