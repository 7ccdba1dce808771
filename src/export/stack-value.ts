/** Values of a template in the making: plain data, with references to parameters and to other resources in between. */
import type { Setting } from './network.ts';

/** Stands for what the template's user will give. */
export class ParameterReference {
  constructor(readonly field: Setting['field']) {}
}

/** Stands for the ARN that AWS gives another resource of the same template. */
export class ArnReference {
  constructor(
    readonly kind: 'ComputeEnvironment' | 'SchedulingPolicy' | 'ConsumableResource',
    readonly logicalId: string,
  ) {}
}

/** Stands for the ARN of a consumable resource that the template does not make, in the stack's own account and region. */
export class ConsumableArn {
  constructor(readonly name: string) {}
}

export type StackValue =
  | string
  | number
  | boolean
  | ParameterReference
  | ArnReference
  | ConsumableArn
  | readonly StackValue[]
  | { readonly [key: string]: StackValue };

export function isReference(value: unknown): value is ParameterReference | ArnReference | ConsumableArn {
  return value instanceof ParameterReference || value instanceof ArnReference || value instanceof ConsumableArn;
}

/** A request body as a stack value: members that are undefined are left out. Throws on what JSON cannot hold. */
export function stackValue(value: unknown): StackValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (isReference(value)) return value;
  if (Array.isArray(value)) return value.map(stackValue);
  if (typeof value !== 'object' || value === null) throw new Error(`no value of a template: ${String(value)}`);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (entry === undefined ? [] : [[key, stackValue(entry)]])),
  );
}
