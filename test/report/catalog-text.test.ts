import { describe, expect, it } from 'vitest';
import { buildCatalog, emptyRegionTable, emptyTypeTable } from '../../src/models/catalog-build.ts';
import { formatProblem, type Result } from '../../src/models/problem.ts';
import { filterCatalog, interruptionLabel, renderCatalogTable } from '../../src/report/catalog-text.ts';
import { catalogOf, expectValue, problemsOf } from '../models/catalog-fixture.ts';

const virginia = catalogOf('us-east-1');

function warningsOf(result: Result<unknown>): readonly string[] {
  return result.ok ? result.warnings.map(formatProblem) : problemsOf(result);
}

function filtered(filter: string): readonly string[] {
  return expectValue(filterCatalog(virginia, filter)).map((type) => type.instanceType);
}

describe('filterCatalog', () => {
  it('lets everything through without a filter', () => {
    expect(filtered('  ')).toHaveLength(virginia.types.length);
  });

  it('holds all terms at once', () => {
    expect(filtered('family=c6i,c7i vcpus>=8 memory<=16GiB')).toEqual(['c6i.2xlarge', 'c7i.2xlarge']);
    expect(filtered('family=c7g price<=0.0725')).toEqual(['c7g.medium', 'c7g.large']); // 0.03625 and 0.0725
    expect(filtered('arch=arm64 gpu>0 name~.xlarge')).toEqual(['g5g.xlarge']);
  });

  it('reads memory in MiB too and numbers as lists', () => {
    expect(filtered('family=m6i memory=8192MiB,16')).toEqual(['m6i.large', 'm6i.xlarge']);
    expect(filtered('family=m6i vcpus!=2,4,8,16,32,48,64,96')).toEqual(['m6i.32xlarge']);
  });

  it('never matches an unknown figure', () => {
    expect(filtered('name=p5.48xlarge spot>0')).toEqual([]);
    expect(filtered('name=p5.48xlarge spot!=1')).toEqual([]);
  });

  it('reports every term it cannot read', () => {
    expect(problemsOf(filterCatalog(virginia, 'c6i vcpu>=8 memory<lots arch>arm64 gpu~1 price<1,2'))).toEqual([
      expect.stringMatching(/cannot read "c6i"/),
      expect.stringMatching(/"vcpu" .*did you mean vcpus\?/),
      expect.stringMatching(/"lots" .*is not a number.*64GiB/),
      expect.stringMatching(/compares text with >/),
      expect.stringMatching(/not a comparison of numbers/),
      expect.stringMatching(/not a comparison of numbers/),
    ]);
  });

  it('warns of a family, type or other name that no type has, and says which is near or why there is none', () => {
    const result = filterCatalog(virginia, 'family=c6i,c6j name!=c6i.larg arch=armm64 vcpus>=8');
    expect(expectValue(result).length).toBe(0);
    expect(warningsOf(result)).toEqual([
      expect.stringMatching(/--filter: no type of us-east-1 has the family "c6j" - did you mean c6[a-z]+\?/),
      '--filter: no type of us-east-1 has the name "c6i.larg" - did you mean c6i.large?',
      '--filter: no type of us-east-1 has the arch "armm64" - did you mean arm64?',
    ]);
    expect(warningsOf(filterCatalog(virginia, 'family=G4AD'))).toEqual([
      '--filter: no type of us-east-1 has the family "g4ad": AWS Batch hands out NVIDIA GPUs only, it has AMD ones',
    ]);
    expect(warningsOf(filterCatalog(virginia, 'family=C6I name~nothing'))).toEqual([]);
  });
});

describe('renderCatalogTable', () => {
  it('aligns the figures and names dates and sources below', () => {
    const text = renderCatalogTable(
      expectValue(filterCatalog(virginia, 'name=c6i.large,c7i.large,g4dn.xlarge')),
      virginia,
    );
    // Spot: 85,000 x 0.37 = 31,450; 89,250 x 0.34 = 30,345; 526,000 x 0.36 = 189,360 micro-dollars
    const lines = text.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'type         vCPU  GiB  arch    GPU     On-Demand  Spot est.  saving  interrupted',
      'c6i.large       2    4  x86_64  -        0.0850     0.03145      63%        5-10%',
      'c7i.large       2    4  x86_64  -        0.08925    0.030345     66%         >20%',
      'g4dn.xlarge     4   16  x86_64  1 x t4   0.5260     0.18936      64%       15-20%',
    ]);
    expect(text).toContain(
      `3 of ${virginia.types.length} types, us-east-1, Linux, On-Demand prices of 2026-07-20, $ an hour`,
    );
    expect(text).toContain('2025-06-28  Spot price = On-Demand price x (1 - saving)');
    expect(text).toContain('(estimate)');
    expect(text).toContain('FARGATE x86_64: $0.04048 per vCPU-hour, $0.004445 per GiB-hour');
  });

  it('is no wider than 100 columns, all types and their sources included, but for a web address that is longer itself', () => {
    for (const region of ['us-east-1', 'us-west-2']) {
      const catalog = catalogOf(region);
      const lines = renderCatalogTable(catalog.types, catalog).split('\n');
      expect(lines.filter((line) => line.length > 100 && line.trim().includes(' '))).toEqual([]);
    }
  });

  it('marks estimated On-Demand prices', () => {
    const oregon = catalogOf('us-west-2');
    const text = renderCatalogTable(expectValue(filterCatalog(oregon, 'name=p5.48xlarge')), oregon);
    expect(text).toMatch(/p5\.48xlarge .* ~55\.0400 .* unknown .* unknown /);
    expect(text).toContain('~ marks an On-Demand price that is itself an estimate');
  });

  it('says unknown, never 0', () => {
    const catalog = expectValue(
      buildCatalog(emptyTypeTable(), emptyRegionTable('nowhere'), [
        { instanceType: 'lab.1', vcpus: 1, memoryMiB: 1536 },
      ]),
    );
    const text = renderCatalogTable(catalog.types, catalog);
    expect(text.split('\n')[1]).toMatch(/^lab\.1 +1 +1\.5 +x86_64 +- +unknown +unknown +unknown +unknown$/);
    expect(text).toContain('EBS gp3: unknown; public IPv4: unknown');
    expect(text).toContain('Fargate: unknown');
  });

  it('labels the advisor buckets', () => {
    expect([0, 1, 2, 3, 4, undefined].map(interruptionLabel)).toEqual([
      '<5%',
      '5-10%',
      '10-15%',
      '15-20%',
      '>20%',
      'unknown',
    ]);
  });
});
