/** `compare`: two scenarios under the same luck. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/built.ts';
import { runHere, temporaryFolder } from '../support/cli.ts';

const QUICKSTART = 'scenarios/quickstart.yaml';

describe('compare', () => {
  it('runs the seed and the replications of the first scenario on both', async () => {
    const text = readFileSync(join(ROOT, QUICKSTART), 'utf8')
      .replace('seed: 1', 'seed: 99')
      .replace('[optimal]', '[r6i, m6i]');
    const proposed = join(temporaryFolder(), 'proposed.yaml');
    writeFileSync(proposed, text);
    const { exitCode, out } = await runHere(['compare', QUICKSTART, proposed, '--json', '--replications', '3']);
    const { current, recommended, savingUsd } = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect([
      current.result.seed,
      recommended.result.seed,
      current.result.replications,
      recommended.result.replications,
    ]).toEqual([1, 1, 3, 3]);
    expect(savingUsd.mean).toBeCloseTo(current.result.cost.totalUsd.mean - recommended.result.cost.totalUsd.mean, 5);
  });

  it('saves nothing against itself, to the cent', async () => {
    const { out } = await runHere(['compare', QUICKSTART, QUICKSTART, '--json', '--replications', '3']);
    expect(JSON.parse(out).savingUsd).toMatchObject({ mean: 0, distinguishable: false });
  });

  it('names the file that cannot be read', async () => {
    const { exitCode, error } = await runHere(['compare', QUICKSTART, 'nowhere.yaml']);
    expect(exitCode).toBe(3);
    expect(error).toContain('nowhere.yaml');
  });
});
