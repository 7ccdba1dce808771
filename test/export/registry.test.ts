import { expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../src/cli/program.ts';
import { EXPORTERS } from '../../src/export/index.ts';

it('has the formats that --help names, in that order', () => {
  expect(EXPORTERS.map(({ format }) => format)).toEqual(EXPORT_FORMATS);
  expect(EXPORTERS.every(({ description }) => description !== '')).toBe(true);
});
