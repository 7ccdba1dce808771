import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familyOf } from '../../src/models/catalog.ts';
import { buildCatalog } from '../../src/models/catalog-build.ts';
import { resolveInstanceTypes } from '../../src/models/instance-selection.ts';
import { formatProblem } from '../../src/models/problem.ts';
import { explainUnknown } from '../../src/models/unknown-instance-type.ts';
import { catalogOf, expectValue, problemsOf, readRegion, readTypes } from './catalog-fixture.ts';

const virginia = catalogOf('us-east-1');
const ireland = catalogOf('eu-west-1');

function names(entries: readonly string[], catalog = virginia): readonly string[] {
  return expectValue(resolveInstanceTypes(entries, catalog)).map((type) => type.instanceType);
}

function explained(entries: readonly string[]): ReturnType<typeof resolveInstanceTypes> {
  return resolveInstanceTypes(entries, virginia, undefined, explainUnknown);
}

describe('resolveInstanceTypes', () => {
  it('expands a family to its sizes, small before large, without metal', () => {
    expect(names(['c6i'])).toEqual([
      'c6i.large',
      'c6i.xlarge',
      'c6i.2xlarge',
      'c6i.4xlarge',
      'c6i.8xlarge',
      'c6i.12xlarge',
      'c6i.16xlarge',
      'c6i.24xlarge',
      'c6i.32xlarge',
    ]);
  });

  it('keeps list order and drops what comes again', () => {
    expect(names(['m6i.large', 'c6i.xlarge', 'm6i.large', 'c6i']).slice(0, 4)).toEqual([
      'm6i.large',
      'c6i.xlarge',
      'c6i.large',
      'c6i.2xlarge',
    ]);
  });

  it.each([
    ['optimal', ['m6i', 'c6i', 'r6i', 'c7i']],
    ['default_x86_64', ['m6i', 'c6i', 'r6i', 'c7i']],
    ['default_arm64', ['m6g', 'c6g', 'r6g', 'c7g']],
  ])('%s stands for the families of November 2025', (keyword, families) => {
    expect([...new Set(names([keyword]).map(familyOf))]).toEqual(families);
  });

  it('gives GPU types only through their own families', () => {
    const optimal = expectValue(resolveInstanceTypes(['optimal'], virginia));
    expect(optimal.filter((type) => type.gpus > 0)).toEqual([]);
    expect(names(['g4dn.xlarge'])).toEqual(['g4dn.xlarge']);
  });

  it('refuses two architectures in one compute environment', () => {
    expect(problemsOf(resolveInstanceTypes(['c6i', 'c7g.large'], virginia, 'ce.instanceTypes'))).toEqual([
      expect.stringMatching(/^ce\.instanceTypes: x86_64 \(c6i\) and arm64 \(c7g\.large\)/),
    ]);
  });

  it('reports every entry it does not know, with the nearest name', () => {
    expect(problemsOf(explained(['m5.9xlarge', 'optimall', 'zzzzzz', 'c6i']))).toEqual([
      expect.stringMatching(/^instanceTypes\[0\]: unknown .*"m5\.9xlarge".* did you mean m5\.8xlarge\?/),
      expect.stringMatching(/^instanceTypes\[1\]: .*did you mean optimal\?/),
      expect.stringMatching(/^instanceTypes\[2\]: unknown .*"zzzzzz"/),
    ]);
  });

  it('says why a type is left out of the catalogue', () => {
    const problems = problemsOf(explained(['c6i.metal', 'a1', 'g4ad.xlarge']));
    expect(problems[0]).toMatch(/c6i\.metal is not in the catalogue: bare-metal/);
    expect(problems[1]).toMatch(/a1 is not in the catalogue: Amazon Linux 2023/);
    expect(problems[2]).toMatch(/g4ad\.xlarge is not in the catalogue: .*NVIDIA/);
  });

  it('says that a price is missing when the type exists but is not priced in the region', () => {
    const problems = problemsOf(resolveInstanceTypes(['c8i.large', 'c8i'], ireland));
    expect(problems).toHaveLength(2);
    for (const problem of problems)
      expect(problem).toMatch(/no On-Demand price of c8i(\.large)? in eu-west-1 is known/);
  });

  it('leaves an unpriced size out of its family with a warning', () => {
    const catalog = expectValue(
      buildCatalog(readTypes(), readRegion('us-east-1'), [
        { instanceType: 'lab.1', vcpus: 1, memoryMiB: 1024, onDemandUsdPerHour: 1 },
        { instanceType: 'lab.2', vcpus: 2, memoryMiB: 2048 },
      ]),
    );
    const result = resolveInstanceTypes(['lab'], catalog);
    expect(expectValue(result).map((type) => type.instanceType)).toEqual(['lab.1']);
    expect(result.ok && result.warnings.map(formatProblem)).toEqual([expect.stringMatching(/"lab" leaves out lab\.2/)]);
    expect(problemsOf(resolveInstanceTypes(['lab.2'], catalog))).toHaveLength(1);
  });

  it('warns that P3 needs an image of its own', () => {
    const result = resolveInstanceTypes(['p3.2xlarge'], virginia);
    expect(result.ok && result.warnings.map(formatProblem)).toEqual([expect.stringMatching(/imageIdOverride/)]);
  });

  it('wants at least one entry', () => {
    expect(problemsOf(resolveInstanceTypes([], virginia))).toHaveLength(1);
  });

  it('gives exactly the types of the listed families, each once, whatever the order of the list', () => {
    const families = ['c6i', 'm6i', 'r6i', 'c7i', 'm5', 'r5', 'c5'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...families), { minLength: 1 }), (list) => {
        const expected = virginia.types.filter((type) => list.includes(type.family)).map((type) => type.instanceType);
        const found = names(list);
        expect([...found].sort()).toEqual([...expected].sort());
        expect([...new Set(found.map(familyOf))]).toEqual([...new Set(list)]);
      }),
    );
  });
});
