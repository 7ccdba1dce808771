import { describe, expect, it } from 'vitest';
import { formatPath } from '../../src/scenario/source-map.ts';
import { parseVariations } from '../../src/scenario/variation.ts';
import { placeVariations, valueAt, withValue } from '../../src/scenario/vary.ts';
import { labConfig } from '../support/lab.ts';

const MAXIMUM = 'batch.computeEnvironments[0].computeResources.maxvCpus';
const DATA = {
  version: 1,
  workload: { synthetic: { shapes: [{ name: 'small' }] }, checkpoints: { align: { intervalSeconds: 60 } } },
  batch: labConfig({ maxvCpus: 8, instanceTypes: ['c6i', 'm6i'] }, { type: 'SPOT' }),
  thresholds: ['cost < $1'],
  commitments: [{ kind: 'reserved-instances', count: 1, instanceType: 'c6i.large', discountPercent: 10 }],
};

function place(...texts: readonly string[]) {
  const variations = parseVariations(texts);
  if (!variations.ok) throw new Error(JSON.stringify(variations.problems));
  return placeVariations(DATA, variations.value);
}

describe('a varied path', () => {
  it.each([
    [
      'batch.computeEnvironments[1].computeResources.maxvCpus',
      'batch.computeEnvironments[1].computeResources.maxvCpus',
    ],
    ['batch.computeEnvironments[ce1].state', 'batch.computeEnvironments[1].state'],
    [
      'batch.computeEnvironments[ce0].computeResources.instanceTypes[1]',
      'batch.computeEnvironments[0].computeResources.instanceTypes[1]',
    ],
    [
      'batch.jobQueues[queue].computeEnvironmentOrder[ce1].order',
      'batch.jobQueues[0].computeEnvironmentOrder[1].order',
    ],
    [
      'batch.computeEnvironments[0].computeResources.tags[team]',
      'batch.computeEnvironments[0].computeResources.tags.team',
    ],
    ['workload.synthetic.shapes[small].vcpus', 'workload.synthetic.shapes[0].vcpus'],
    ['workload.checkpoints.align.costSeconds', 'workload.checkpoints.align.costSeconds'],
    ['assumptions.spot.model', 'assumptions.spot.model'],
    ['assumptions.spot.poolHazardsPerHour["m5.large/0"]', 'assumptions.spot.poolHazardsPerHour.m5.large/0'],
    ['commitments[0].family', 'commitments[0].family'],
    ['workload.scale.arrivals', 'workload.scale.arrivals'],
    ['thresholds[0]', 'thresholds[0]'],
    ['region', 'region'],
  ])('%s is found, whether it is written down or has a default', (path, at) => {
    const placed = place(`${path}=1`);
    expect(placed.ok && placed.value.map((one) => formatPath(one.at))).toEqual([at]);
  });

  it.each([
    [
      'assumptions.idleTimeoutSecond',
      'unknown field "idleTimeoutSecond" in assumptions',
      'did you mean idleTimeoutSeconds?',
    ],
    ['idleTimeoutSeconds', 'unknown field "idleTimeoutSeconds"', 'did you mean assumptions.idleTimeoutSeconds?'],
    [
      'assumptions.idleTimeoutSeconds.x',
      'assumptions.idleTimeoutSeconds is a single value and has no field "x"',
      undefined,
    ],
    ['batch.computeEnvironments[2].state', 'batch.computeEnvironments has no entry [2]', 'known: ce0, ce1'],
    ['batch.computeEnvironments["0"].state', 'batch.computeEnvironments has no entry [0]', 'did you mean ce0?'],
    ['batch.computeEnvironments.state', 'batch.computeEnvironments is a list', expect.stringContaining('[NAME]')],
    ['thresholds[1]', 'thresholds has no entry [1]', 'it has 1, the first is [0]'],
    [
      'batch.schedulingPolicies[0].name',
      'batch.schedulingPolicies has no entries in this scenario',
      'write one there first',
    ],
    [
      'batch.computeEnvironments[0].computeResources.maxvCpu',
      'unknown field "maxvCpu" in batch.computeEnvironments[0].computeResources',
      'did you mean maxvCpus?',
    ],
    ['commitments[0].familie', 'unknown field "familie" in commitments[0]', expect.anything()],
    ['assumptions.__proto__.x', 'unknown field "__proto__" in assumptions', expect.anything()],
    ['seed', expect.stringContaining('seed cannot be varied: all points share their luck'), undefined],
    ['replications', expect.stringContaining('give --replications'), undefined],
    ['objective.subjectTo[0]', 'objective.subjectTo[0] cannot be varied: only optimize reads it', undefined],
    [
      'catalog.savingsPlanDiscountPercent',
      'catalog.savingsPlanDiscountPercent cannot be varied: only optimize reads it',
      undefined,
    ],
    [
      'assumptions.spot.priceFactor',
      expect.stringContaining('it is no field of a scenario'),
      'write catalog.discounts with market: spot and vary its percent',
    ],
    ['constructor', 'unknown field "constructor"', expect.anything()],
  ])('%s is refused', (path, message, hint) => {
    const placed = place(`${path}=1`);
    expect(placed).toMatchObject({ ok: false, problems: [{ path: '--vary', message }] });
    if (hint !== undefined && !placed.ok) expect(placed.problems[0].hint).toEqual(hint);
  });

  it.each([
    [`${MAXIMUM}=0..64/3`, '0..64/3', 'for example 0..64/4'],
    [`${MAXIMUM}=8,64..0/9`, '64..0/9', 'for example 64..0/8'],
    [`${MAXIMUM}=0.5..2/3`, '0.5..2/3', 'begin with whole ends'],
    ['workload.defaults.memoryMiB=1024..2048/3', '1024..2048/3', 'for example 1024..2048/4'],
  ])('that takes whole numbers has %s refused, with steps that would do', (text, range, hint) => {
    const message = `${text.slice(0, text.indexOf('='))} takes whole numbers, and the steps of ${range} are not`;
    expect(place(text)).toEqual({ ok: false, problems: [{ path: '--vary', message, hint }] });
  });

  it('takes ranges whose steps fit it', () => {
    expect(place(`${MAXIMUM}=0..64/4`, 'assumptions.idleTimeoutSeconds=0..64/3').ok).toBe(true);
  });

  it('stands in one --vary only, by whatever name', () => {
    const twice = place('batch.computeEnvironments[0].state=ENABLED', 'batch.computeEnvironments[ce0].state=DISABLED');
    expect(twice).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('are in one place') }] });
    expect(place('region=a', 'region=b')).toMatchObject({
      ok: false,
      problems: [{ message: 'region is varied twice' }],
    });
    expect(place('assumptions.spot=1', 'assumptions.spot.model=none').ok).toBe(false);
    expect(place('assumptions.zones=1', 'assumptions.spot.model=none').ok).toBe(true);
  });

  it('is refused with all others at once', () => {
    expect(place('seed=1', 'nope=1', 'region=a')).toMatchObject({ ok: false, problems: [{}, {}] });
  });
});

describe('a value at a path', () => {
  it('is set in a copy; fields on the way are made', () => {
    const before = JSON.stringify(DATA);
    const changed = withValue(DATA, ['assumptions', 'spot', 'model'], 'none');
    expect(changed).toEqual({ ...DATA, assumptions: { spot: { model: 'none' } } });
    const types = ['batch', 'computeEnvironments', 0, 'computeResources', 'instanceTypes', 1];
    expect(valueAt(withValue(DATA, types, 'r6i'), types.slice(0, -1))).toEqual(['c6i', 'r6i']);
    expect(JSON.stringify(DATA)).toBe(before);
  });

  it('is unknown where nothing is', () => {
    expect(valueAt(DATA, ['assumptions', 'spot', 'model'])).toBeUndefined();
    expect(valueAt(DATA, ['thresholds', 'constructor'])).toBeUndefined();
    expect(valueAt(DATA, ['thresholds', 0])).toBe('cost < $1');
  });
});
