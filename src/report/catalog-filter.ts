/**
 * The filter language of `catalog show --filter`: decides which instance types a text like
 * `family=c6i,c7i vcpus>=8 memory<=64GiB arch=arm64 gpu>0 price<0.5 name~xlarge` lets through.
 *
 * Terms stand beside each other and must all hold. A term is `key operator value` without spaces.
 * Text keys (name, family, arch, gpumodel, vendor): `=` and `!=` with a comma list, `~` for "contains"; case is ignored.
 * Number keys: `=` and `!=` with a comma list, `<`, `<=`, `>`, `>=`. Units: memory in GiB (`64`, `64GiB`) or `65536MiB`,
 * price and spot in USD an hour (`0.5`, `$0.5`), saving in percent, bucket 0 to 4, disk in GB, network and ebs in Mbit/s.
 * An unknown figure never matches a term, not even `!=`. A text that no type of the catalogue has is worth a warning.
 */
import { whyLeftOut } from '../models/batch-support.ts';
import type { Catalog, InstanceType } from '../models/catalog.ts';
import { nearestName } from '../models/nearest-name.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';

type Test = (type: InstanceType) => boolean;
type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~';

const TEXT_KEYS: Readonly<Record<string, (type: InstanceType) => string | undefined>> = {
  name: (type) => type.instanceType,
  type: (type) => type.instanceType,
  family: (type) => type.family,
  arch: (type) => type.architecture,
  gpumodel: (type) => type.gpuModel,
  vendor: (type) => type.cpuVendor,
};

const NUMBER_KEYS: Readonly<Record<string, (type: InstanceType) => number | undefined>> = {
  vcpus: (type) => type.vcpus,
  memory: (type) => type.memoryMiB,
  gpu: (type) => type.gpus,
  price: (type) => type.onDemandMicroUsdPerHour,
  spot: (type) => type.spotMicroUsdPerHour,
  saving: (type) => type.spotSavingsPercent,
  bucket: (type) => type.spotInterruptionBucket,
  disk: (type) => type.localNvmeGb,
  network: (type) => type.networkBaselineMbps,
  ebs: (type) => type.ebsBaselineMbps,
  generation: (type) => type.generation,
};

/**
 * Types of the catalogue that pass every term, in catalogue order; all terms that cannot be read are reported at once. Warns of
 * names that nothing in the catalogue has.
 */
export function filterCatalog(catalog: Catalog, filterText: string): Result<readonly InstanceType[]> {
  const terms = filterText.split(/\s+/).filter((term) => term !== '');
  const problems: Problem[] = [];
  const tests = terms.flatMap((term) => {
    const test = readTerm(term);
    if (typeof test === 'function') return [test];
    problems.push({ path: '--filter', ...test });
    return [];
  });
  if (problems.length > 0) return fail(...problems);
  return succeed(
    catalog.types.filter((type) => tests.every((test) => test(type))),
    terms.flatMap((term) => unknownNames(term, catalog)),
  );
}

/** Of a term that lists texts: those no type has, with the nearest one that some type has. */
function unknownNames(term: string, { types, region }: Catalog): readonly Problem[] {
  const parts = partsOf(term);
  if (parts === undefined || !Object.hasOwn(TEXT_KEYS, parts.key) || parts.operator === '~') return [];
  const { key } = parts;
  const known = new Set(types.map((type) => TEXT_KEYS[key](type)).filter((text) => text !== undefined));
  const lowered = new Set([...known].map((text) => text.toLowerCase()));
  return parts.value
    .toLowerCase()
    .split(',')
    .filter((text) => !lowered.has(text))
    .map((text): Problem => {
      const reason = key === 'name' || key === 'type' || key === 'family' ? whyLeftOut(text) : undefined;
      const nearest = reason === undefined ? nearestName(text, known) : undefined;
      return {
        path: '--filter',
        message: `no type of ${region} has the ${key} "${text}"${reason === undefined ? '' : `: ${reason}`}`,
        ...(nearest !== undefined && { hint: `did you mean ${nearest}?` }),
      };
    });
}

interface Parts {
  /** In lower case. */
  readonly key: string;
  readonly operator: Operator;
  readonly value: string;
}

function partsOf(term: string): Parts | undefined {
  const match = /^([a-z]+)(!=|<=|>=|=|<|>|~)(.+)$/i.exec(term);
  return match === null ? undefined : { key: match[1].toLowerCase(), operator: match[2] as Operator, value: match[3] };
}

function readTerm(term: string): Test | Omit<Problem, 'path'> {
  const parts = partsOf(term);
  if (parts === undefined) {
    return { message: `cannot read "${term}"`, hint: 'write key, operator and value without spaces, e.g. vcpus>=8' };
  }
  const { key, operator, value } = parts;
  if (Object.hasOwn(TEXT_KEYS, key)) return textTest(TEXT_KEYS[key], operator, value.toLowerCase(), term);
  if (Object.hasOwn(NUMBER_KEYS, key)) return numberTest(key, operator, value, term);
  const keys = [...Object.keys(TEXT_KEYS), ...Object.keys(NUMBER_KEYS)];
  const nearest = nearestName(key, keys);
  return {
    message: `"${key}" in "${term}" is not something to filter by`,
    hint: nearest === undefined ? `use one of ${keys.join(', ')}` : `did you mean ${nearest}?`,
  };
}

function textTest(
  read: (type: InstanceType) => string | undefined,
  operator: Operator,
  value: string,
  term: string,
): Test | Omit<Problem, 'path'> {
  const wanted = value.split(',');
  switch (operator) {
    case '=':
      return (type) => wanted.includes(read(type)?.toLowerCase() ?? '');
    case '!=':
      return (type) => read(type) !== undefined && !wanted.includes(read(type)?.toLowerCase() ?? '');
    case '~':
      return (type) => wanted.some((part) => read(type)?.toLowerCase().includes(part) === true);
    default:
      return { message: `"${term}" compares text with ${operator}`, hint: 'use =, != or ~' };
  }
}

function numberTest(key: string, operator: Operator, text: string, term: string): Test | Omit<Problem, 'path'> {
  const values = text.split(',').map((part) => readNumber(key, part));
  const known = values.filter((value) => value !== undefined);
  if (known.length < values.length) return { message: `"${text}" in "${term}" is not a number`, hint: unitHint(key) };
  const holds = comparison(operator, known);
  if (holds === undefined) {
    return {
      message: `"${term}" is not a comparison of numbers`,
      hint: 'use =, != with a list, or <, <=, >, >= with one',
    };
  }
  return (type) => {
    const figure = NUMBER_KEYS[key](type);
    return figure !== undefined && holds(figure);
  };
}

function comparison(operator: Operator, values: readonly number[]): ((figure: number) => boolean) | undefined {
  if (operator === '=') return (figure) => values.includes(figure);
  if (operator === '!=') return (figure) => !values.includes(figure);
  if (values.length !== 1) return undefined;
  const [limit] = values;
  switch (operator) {
    case '<':
      return (figure) => figure < limit;
    case '<=':
      return (figure) => figure <= limit;
    case '>':
      return (figure) => figure > limit;
    case '>=':
      return (figure) => figure >= limit;
    case '~':
      return undefined;
  }
}

/** The number in the unit the catalogue keeps: MiB for memory, micro-dollars for prices. */
function readNumber(key: string, text: string): number | undefined {
  const match = /^\$?(\d+(?:\.\d+)?|\.\d+)(gib|mib|gb|%)?$/i.exec(text);
  if (match === null) return undefined;
  const value = Number(match[1]);
  const unit = match[2]?.toLowerCase();
  switch (key) {
    case 'memory':
      if (unit === undefined || unit === 'gib') return value * 1024;
      return unit === 'mib' ? value : undefined;
    case 'price':
    case 'spot':
      return unit === undefined ? Math.round(value * 1_000_000) : undefined;
    case 'saving':
      return unit === undefined || unit === '%' ? value : undefined;
    case 'disk':
      return unit === undefined || unit === 'gb' ? value : undefined;
    default:
      return unit === undefined ? value : undefined;
  }
}

function unitHint(key: string): string {
  switch (key) {
    case 'memory':
      return 'write memory like 64GiB or 65536MiB';
    case 'price':
    case 'spot':
      return 'write a price in USD an hour like 0.5';
    case 'bucket':
      return 'write 0 (<5 %), 1, 2, 3 or 4 (>20 %)';
    default:
      return 'write a plain number';
  }
}
