/**
 * Text of the user's that CloudFormation would take for something else, and for which it has no escape: a map with a key like
 * Ref is a function call, and {{resolve:...}} is replaced by a parameter or a secret (user guide, "Dynamic references").
 */
import type { BatchConfig } from '../models/batch-config.ts';
import type { Problem } from '../models/problem.ts';

const SECTIONS = [
  'computeEnvironments',
  'schedulingPolicies',
  'jobQueues',
  'jobDefinitions',
  'consumableResources',
] as const satisfies readonly (keyof BatchConfig)[];

/** Keys of tags that no template can carry. */
export function functionKeys(config: BatchConfig): readonly Problem[] {
  return textsOf(config).flatMap(({ path, key }) =>
    key !== undefined && /^(?:Ref|Fn::.*)$/.test(key)
      ? [
          {
            path,
            message: `a tag with the key "${key}" is a function call to CloudFormation`,
            hint: 'give the tag another key, or export to aws-cli or terraform',
          },
        ]
      : [],
  );
}

export function dynamicReferences(config: BatchConfig): readonly Problem[] {
  return textsOf(config).flatMap(({ path, text }) =>
    text.includes('{{resolve:')
      ? [
          {
            path,
            message: 'CloudFormation replaces {{resolve:...}} by the parameter or secret it names',
            hint: 'export to aws-cli or terraform if the text is meant as it stands',
          },
        ]
      : [],
  );
}

interface Text {
  readonly path: string;
  readonly text: string;
  /** Where the text is a member of a map or a structure. */
  readonly key?: string;
}

function textsOf(config: BatchConfig): readonly Text[] {
  return SECTIONS.flatMap((section) => textsIn(config[section], `batch.${section}`));
}

function textsIn(value: unknown, path: string, key?: string): readonly Text[] {
  if (typeof value === 'string') return [{ path, text: value, ...(key !== undefined && { key }) }];
  if (Array.isArray(value)) return value.flatMap((entry, index) => textsIn(entry, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([member, entry]) => textsIn(entry, `${path}.${member}`, member));
}
