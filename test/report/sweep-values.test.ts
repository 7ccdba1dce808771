import { expect, it } from 'vitest';
import { shortNames } from '../../src/report/sweep-values.ts';

it.each([
  ['assumptions.idleTimeoutSeconds', 'idleTimeoutSeconds'],
  ['thresholds[0]', 'thresholds[0]'],
  ['batch.computeEnvironments[spot].computeResources.instanceTypes[ 1 ]', 'instanceTypes[ 1 ]'],
  ['batch.computeEnvironments[0].computeResources.tags["3"]', 'tags["3"]'],
  ['batch.computeEnvironments[0].computeResources.tags.3', 'tags.3'],
  ['batch.computeEnvironments[0].computeResources.tags[team]', 'team'],
])('%s is called %s for short', (path, name) => {
  expect(shortNames([path]).get(path)).toBe(name);
});
