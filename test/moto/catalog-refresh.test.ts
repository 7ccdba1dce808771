/**
 * `catalog refresh` against moto, with our own small server in front for prices and Spot, whose figures moto makes up.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsEnvironment } from '../support/aws-environment.ts';
import { runBuilt, temporaryFolder } from '../support/cli.ts';
import { openPriceServer, type PriceServer } from '../support/prices/price-server.ts';
import { isMotoThere, type Moto, startMoto } from './moto.ts';

const REGION = 'eu-west-1';

describe.skipIf(!isMotoThere())('catalog refresh against moto', () => {
  let moto: Moto;
  let front: PriceServer;

  beforeAll(async () => {
    moto = await startMoto();
    front = await openPriceServer({ upstream: moto.url, region: REGION });
  }, 90_000);

  afterAll(async () => {
    await front?.close();
    await moto?.stop();
  });

  it('takes moto’s types and the prices of the server in front', { timeout: 180_000 }, async () => {
    const folder = temporaryFolder();
    const run = (...words: string[]) => runBuilt(words, { cwd: folder, env: awsEnvironment(front.url, REGION) });
    const refreshed = await run('catalog', 'refresh', '--cache', '.', '--json');
    expect(refreshed.exitCode).toBe(0);
    const { parts } = JSON.parse(refreshed.out) as { parts: { state: string }[] };
    expect(parts.map(({ state }) => state)).toEqual(['fresh', 'fresh', 'fresh', 'fresh']);
    const shown = await run('catalog', 'show', '--region', REGION, '--catalog', '.', '--json');
    expect(JSON.parse(shown.out).instanceTypes).toEqual(
      expect.arrayContaining([expect.objectContaining({ instanceType: 'c6i.large', onDemandMicroUsdPerHour: 91_000 })]),
    );
  });
});
