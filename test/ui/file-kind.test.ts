import { describe, expect, it } from 'vitest';
import { isResult, kindOfFile } from '../../src/ui/file-kind.ts';

describe('a dropped file', () => {
  it('is a scenario when it is YAML', () => {
    expect(kindOfFile('Plan.YML', '')).toBe('scenario');
    expect(kindOfFile('scenario.yaml', '')).toBe('scenario');
  });

  it('is told by its first field when it is JSON', () => {
    expect(kindOfFile('scenario.json', '{\n  "version": 1,')).toBe('scenario');
    expect(kindOfFile('sorted.json', '{"assumptions": {')).toBe('scenario');
    expect(kindOfFile('jobs.json', '{ "jobs": [')).toBe('trace');
    expect(kindOfFile('jobs.json', '[{"jobId"')).toBe('trace');
  });

  it('is a job history otherwise, known name or not', () => {
    expect(['jobs.csv', 'log.swf.gz', 'trace.txt', 'noname'].map((name) => kindOfFile(name, ''))).toEqual(
      Array(4).fill('trace'),
    );
  });

  it('is a result and no scenario when it has the version of results', () => {
    expect(isResult('{ "assumptions": {}, "schemaVersion": 1 }')).toBe(true);
    expect(isResult('{ "assumptions": {}, "version": 1 }')).toBe(false);
  });
});
