/** What a small change of today's configuration is called: `current with maxvCpus 32 in main`. */
import type { BatchConfig } from '../../models/batch-config.ts';
import { changesBetween, type FieldChange } from '../changes.ts';

export function stepName(current: BatchConfig, changed: BatchConfig): string {
  return `current with ${changesBetween(current, changed).map(changeText).join(' and ')}`;
}

/** The resource, where the path names one, stands in brackets. */
const RESOURCE = /\[(.+)\]/;

function changeText({ path, after }: FieldChange): string {
  const [, resource] = RESOURCE.exec(path) ?? [];
  const field = path.slice(path.lastIndexOf('.') + 1);
  const where = resource === undefined ? '' : ` in ${resource}`;
  return after === undefined ? `no ${field}${where}` : `${field}${valueText(after)}${where}`;
}

/** Nothing for what is too long for a name: the changes themselves say it. */
function valueText(value: unknown): string {
  if (Array.isArray(value))
    return value.every((item) => typeof item === 'string') ? ` ${value.join(' + ')}` : ' changed';
  return typeof value === 'object' ? ' changed' : ` ${String(value)}`;
}
