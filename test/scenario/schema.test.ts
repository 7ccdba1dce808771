import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ASSUMPTION_NUMBERS } from '../../src/models/assumptions.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { scenarioJsonSchema, scenarioSchema } from '../../src/scenario/schema.ts';
import { TRACE_FORMATS } from '../../src/trace/index.ts';

interface JsonSchema {
  readonly enum?: readonly string[];
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: JsonSchema;
}

const published = scenarioJsonSchema() as JsonSchema;

function objectsIn(schema: JsonSchema): readonly JsonSchema[] {
  const children = [...Object.values(schema.properties ?? {}), ...(schema.items === undefined ? [] : [schema.items])];
  return [...(schema.properties === undefined ? [] : [schema]), ...children.flatMap(objectsIn)];
}

describe('the published JSON Schema', () => {
  it('asks for what has no default and nothing else', () => {
    expect(published.required).toEqual(['version', 'workload', 'batch']);
  });

  it('refuses unknown fields at every level, as the program does', () => {
    const objects = objectsIn(published);
    expect(objects.length).toBeGreaterThan(20);
    for (const each of objects) expect(each.additionalProperties).toBe(false);
  });

  it('knows and explains every assumption', () => {
    const { assumptions } = published.properties ?? {};
    for (const [name, { meaning }] of Object.entries(ASSUMPTION_NUMBERS)) {
      expect(assumptions.properties?.[name].description).toContain(meaning);
    }
  });

  it('lets amounts be text with a unit', () => {
    expect(published.properties?.assumptions.properties?.idleTimeoutSeconds.type).toEqual(['number', 'string']);
    expect(published.properties?.assumptions.properties?.zones.type).toBe('number');
  });

  it('is where the quickstart file says it is', () => {
    const [firstLine] = readFileSync('scenarios/quickstart.yaml', 'utf8').split('\n');
    expect(firstLine).toBe('# yaml-language-server: $schema=../data/schema/scenario.schema.json');
    expect(JSON.parse(readFileSync('data/schema/scenario.schema.json', 'utf8'))).toEqual(published);
  });
});

describe('the schema', () => {
  it('names every trace format there is', () => {
    const formats = published.properties?.workload.properties?.trace.properties?.format.enum;
    expect(formats?.toSorted()).toEqual(TRACE_FORMATS.toSorted());
  });

  it('gives back a scenario unchanged when it is read a second time', () => {
    const result = parseScenario(readFileSync('scenarios/quickstart.yaml', 'utf8'), 'quickstart.yaml');
    if (!result.ok) throw new Error('quickstart is not valid');
    const { workload, ...rest } = result.value;
    const again = scenarioSchema.parse({ ...rest, workload });
    expect(again).toEqual(result.value);
  });
});
