/**
 * Fields of computeResources that AWS answers with more than it was asked, or fills with defaults: when two values are the
 * same to the last setting, and the request that sets such a field so that nothing else is left in it.
 */
import type { ComputeResource } from '../../models/batch-config.ts';
import { isRecord, isSame } from './equality.ts';
import { ownTags, type Tags } from './tags.ts';

type Template = NonNullable<ComputeResource['launchTemplate']>;

/** API LaunchTemplateSpecification. */
const DEFAULT_VERSION = '$Default';

/** Whether both say the same, what AWS alone writes apart. */
export function isExactly(field: string, left: unknown, right: unknown): boolean {
  return isSame(plain(field, left), plain(field, right));
}

function plain(field: string, value: unknown): unknown {
  if (field === 'tags') return ownTags(value as Tags | undefined);
  if (field === 'ec2Configuration' && Array.isArray(value)) return value.map(withoutImageStatus);
  if (field === 'launchTemplate' && isRecord(value)) {
    const { overrides, ...rest } = value;
    const isEmpty = Array.isArray(overrides) && overrides.length === 0;
    return { version: DEFAULT_VERSION, ...rest, ...(!isEmpty && { overrides }) };
  }
  return value;
}

/** batchImageStatus is read-only (API Ec2Configuration): AWS moves it when it releases an image. */
export function withoutImageStatus(entry: unknown): unknown {
  if (!isRecord(entry)) return entry;
  const { batchImageStatus: _, ...rest } = entry;
  return rest;
}

/** A version that was left out, and overrides that were not there, have to be said: AWS may keep what it has. */
export function exactTemplate(live: Template | undefined, wanted: Template): Template {
  const hasOverrides = live !== undefined && 'overrides' in live && !('overrides' in wanted);
  return { version: DEFAULT_VERSION, ...wanted, ...(hasOverrides && { overrides: [] }) };
}
