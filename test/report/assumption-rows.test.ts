import { describe, expect, it } from 'vitest';
import { presetAssumptions } from '../../src/models/assumptions.ts';
import { changedAssumptions } from '../../src/report/assumption-rows.ts';

describe('the changed assumptions of a report', () => {
  it('are none for a preset as it is', () => {
    expect(changedAssumptions(presetAssumptions('typical'))).toEqual([]);
  });

  it('name a compute environment that is INVALID for a time', () => {
    const invalidEnvironments = [{ computeEnvironment: 'spot', fromSeconds: 600 }];
    expect(changedAssumptions({ ...presetAssumptions('typical'), invalidEnvironments })).toEqual([
      {
        name: 'invalidEnvironments',
        value: '[{"computeEnvironment":"spot","fromSeconds":600}]',
        presetValue: 'none',
        isChanged: true,
      },
    ]);
  });
});
