/** The tags Batchwright puts on what it makes, and which tags belong to somebody else. */

/** Id of the change plan that made the resource. */
export const PLAN_TAG = 'batchwright:plan';
/** The name the configuration uses for an environment that replaced another one under a new name. */
export const NAME_TAG = 'batchwright:name';

export type Tags = Readonly<Record<string, string>>;

/** Tags the user set: neither ours nor AWS's own, which nobody may write. */
export function ownTags(tags: Tags | undefined): Tags {
  return Object.fromEntries(Object.entries(tags ?? {}).filter(([key]) => !/^(batchwright|aws):/.test(key)));
}

/** Tags that must be written so that `wanted` is covered; undefined when nothing is missing. */
export function tagsToWrite(live: Tags | undefined, wanted: Tags | undefined): Tags | undefined {
  const missing = Object.entries(ownTags(wanted)).filter(([key, value]) => live?.[key] !== value);
  return missing.length === 0 ? undefined : Object.fromEntries(missing);
}

/** Tags to take away so that nothing is left beside `wanted`. */
export function tagsToRemove(live: Tags | undefined, wanted: Tags | undefined): readonly string[] {
  return Object.keys(ownTags(live)).filter((key) => wanted?.[key] === undefined);
}
