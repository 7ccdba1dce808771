/**
 * Checks a request body against the schemas that the installed @aws-sdk/client-batch serialises with: members, required
 * members, types, and enumeration values. Decides shape only; what AWS makes of the values is src/scenario/check-batch.ts.
 */
import { nearestName } from '../models/nearest-name.ts';
import type { Problem } from '../models/problem.ts';
import { isFloatMember, nameOfEnumeration } from './sdk-enumerations.ts';

/** Every exported operation name X of the SDK that has an `XRequest$` schema. */
export type BatchOperation =
  | 'CreateComputeEnvironment'
  | 'CreateJobQueue'
  | 'CreateSchedulingPolicy'
  | 'RegisterJobDefinition'
  | 'UpdateComputeEnvironment'
  | 'UpdateJobQueue'
  | 'UpdateSchedulingPolicy'
  | 'DeleteComputeEnvironment'
  | 'DeleteJobQueue'
  | 'DeleteSchedulingPolicy'
  | 'DeregisterJobDefinition'
  | 'SubmitJob'
  | 'TagResource'
  | 'UntagResource';

/**
 * All problems of the body, with paths below `path`; none when the SDK would serialise it as it stands. Loads the SDK on
 * the first call, so no other path pays for it.
 */
export async function checkAgainstSdk(
  operation: BatchOperation,
  body: unknown,
  path = '',
): Promise<readonly Problem[]> {
  const sdk: Sdk = { ...(await import('@aws-sdk/client-batch')) };
  const schema = sdk[`${operation}Request$`];
  if (!isStructure(schema)) throw new Error(`the installed AWS SDK has no schema for ${operation}`);
  return checkValue(sdk, schema, body, { path });
}

type Sdk = Readonly<Record<string, unknown>>;

/** Where a value stands: its path, and for a member of a structure `Structure.member`. */
interface Place {
  readonly path: string;
  readonly member?: string;
}

/** [kind, namespace, name, traits, member names, member schemas, count of required members (they come first)]. */
type Structure = readonly [3, string, string, unknown, readonly string[], readonly unknown[], number?];

/*
 * Smithy's static schemas (@smithy/types, schema/static-schemas): a number is a simple type, 64 or 128 added makes a list
 * or map of it; a tuple starts with its kind; a two-tuple adds traits; a function defers a reference.
 */
const SIMPLE = { string: 0, number: 1, boolean: 2 } as const;
const LIST_OF = 64;
const MAP_OF = 128;
const KIND = { list: 1, map: 2, structure: 3 } as const;

function checkValue(sdk: Sdk, reference: unknown, value: unknown, place: Place): readonly Problem[] {
  const schema = resolve(reference);
  if (typeof schema === 'number') {
    if (schema >= MAP_OF) return checkMap(sdk, schema - MAP_OF, value, place);
    if (schema >= LIST_OF) return checkList(sdk, schema - LIST_OF, value, place);
    return checkSimple(sdk, schema, value, place);
  }
  if (isStructure(schema)) return checkStructure(sdk, schema, value, place);
  if (isTuple(schema) && schema[0] === KIND.list) return checkList(sdk, schema[4], value, place);
  if (isTuple(schema) && schema[0] === KIND.map) return checkMap(sdk, schema[5], value, place);
  throw new Error(`unknown kind of AWS SDK schema at ${place.path}: ${JSON.stringify(schema)}`);
}

function resolve(reference: unknown): unknown {
  if (typeof reference === 'function') return resolve(reference());
  if (isTuple(reference) && reference.length === 2) return resolve(reference[0]);
  return reference;
}

function checkStructure(sdk: Sdk, structure: Structure, value: unknown, { path }: Place): readonly Problem[] {
  if (!isObject(value)) return refuse(path, `must be an object, is ${describe(value)}`);
  const [, , structureName, , names, schemas, requiredCount = 0] = structure;
  const unknownMembers = Object.keys(value)
    .filter((key) => !names.includes(key))
    .flatMap((key) => {
      const nearest = nearestName(key, names);
      const hint = nearest === undefined ? undefined : `did you mean ${nearest}?`;
      return refuse(join(path, key), `is not a member of ${structureName}`, hint);
    });
  const members = names.flatMap((name, index) => {
    const memberPath = join(path, name);
    if (value[name] !== undefined) {
      return checkValue(sdk, schemas[index], value[name], { path: memberPath, member: `${structureName}.${name}` });
    }
    return index < requiredCount ? refuse(memberPath, `is missing, and ${structureName} requires it`) : [];
  });
  return [...unknownMembers, ...members];
}

function checkList(sdk: Sdk, elementSchema: unknown, value: unknown, place: Place): readonly Problem[] {
  if (!Array.isArray(value)) return refuse(place.path, `must be a list, is ${describe(value)}`);
  return value.flatMap((element: unknown, index) =>
    checkValue(sdk, elementSchema, element, { ...place, path: `${place.path}[${index}]` }),
  );
}

function checkMap(sdk: Sdk, valueSchema: unknown, value: unknown, { path }: Place): readonly Problem[] {
  if (!isObject(value)) return refuse(path, `must be a map, is ${describe(value)}`);
  return Object.entries(value).flatMap(([key, entry]) =>
    checkValue(sdk, valueSchema, entry, { path: join(path, key) }),
  );
}

function checkSimple(sdk: Sdk, schema: number, value: unknown, place: Place): readonly Problem[] {
  switch (schema) {
    case SIMPLE.string:
      if (typeof value === 'string') return checkEnumeration(sdk, value, place);
      return refuse(place.path, `must be a string, is ${describe(value)}`);
    case SIMPLE.number:
      return checkNumber(value, place);
    case SIMPLE.boolean:
      return typeof value === 'boolean' ? [] : refuse(place.path, `must be true or false, is ${describe(value)}`);
    default:
      throw new Error(`unknown simple type ${schema} in the AWS SDK schema at ${place.path}`);
  }
}

function checkNumber(value: unknown, { path, member }: Place): readonly Problem[] {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return refuse(path, `must be a number, is ${describe(value)}`);
  }
  return Number.isInteger(value) || isFloatMember(member) ? [] : refuse(path, `must be a whole number, is ${value}`);
}

function checkEnumeration(sdk: Sdk, value: string, { path, member }: Place): readonly Problem[] {
  const name = nameOfEnumeration(member);
  if (name === undefined) return [];
  const enumeration = sdk[name];
  if (!isObject(enumeration)) throw new Error(`the installed AWS SDK has no enumeration ${name}`);
  const allowed = Object.values(enumeration).map(String);
  // AWS reads the actions of evaluateOnExit in either case (API EvaluateOnExit).
  if (allowed.includes(name === 'RetryAction' ? value.toUpperCase() : value)) return [];
  const nearest = nearestName(value, allowed);
  const question = nearest === undefined ? '' : `did you mean ${nearest}? `;
  return refuse(path, `"${value}" is not a ${name}`, `${question}(one of ${allowed.join(', ')})`);
}

function refuse(path: string, message: string, hint?: string): readonly Problem[] {
  return [hint === undefined ? { path, message } : { path, message, hint }];
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? `the string ${JSON.stringify(value)}` : String(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTuple(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isStructure(value: unknown): value is Structure {
  return isTuple(value) && value[0] === KIND.structure && value.length >= 6;
}
