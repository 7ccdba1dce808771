/** The part of a plan that writes tags of resources which stay. */
import type { FieldChange } from '../change-plan.ts';
import type { ChangeList } from './change-list.ts';
import type { Fidelity } from './environment-fields.ts';
import { type Tags, tagsToRemove, tagsToWrite } from './tags.ts';

export function planTags(
  list: ChangeList,
  resource: FieldChange['resource'],
  resourceArn: string,
  live: Tags | undefined,
  wanted: Tags | undefined,
  fidelity: Fidelity,
): void {
  const write = tagsToWrite(live, wanted);
  const remove = fidelity === 'exact' ? tagsToRemove(live, wanted) : [];
  for (const [key, value] of Object.entries(write ?? {})) list.changed(resource, `tags.${key}`, live?.[key], value);
  for (const key of remove) list.changed(resource, `tags.${key}`, live?.[key], undefined);
  const step = { action: 'write', resource, updateKind: 'in-place', why: `tags of ${resource.name}` } as const;
  if (write !== undefined)
    list.steps.add('tags', { ...step, operation: 'TagResource', request: { resourceArn, tags: write } });
  if (remove.length > 0)
    list.steps.add('tags', { ...step, operation: 'UntagResource', request: { resourceArn, tagKeys: remove } });
}
