/** The story of an account through the real SDK against moto: the same steps and the same accounts as in memory. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sdkBatchWriter } from '../../src/aws/apply.ts';
import { sdkBatchReader } from '../../src/aws/sdk-batch.ts';
import { MemoryAccount } from '../support/account/memory-account.ts';
import { NETWORK } from '../support/account/requests.ts';
import { runSequence, type SequenceNetwork } from '../support/account/sequence.ts';
import { VirtualClock } from '../support/account/virtual-clock.ts';
import { portsOf } from '../support/account/world.ts';
import { awsEnvironment } from '../support/aws-environment.ts';
import { isMotoThere, type Moto, startMoto } from './moto.ts';

const REGION = 'eu-west-1';

describe.skipIf(!isMotoThere())('against moto', () => {
  let moto: Moto;
  let network: SequenceNetwork;

  beforeAll(async () => {
    moto = await startMoto();
    for (const [name, value] of Object.entries(awsEnvironment(moto.url, REGION))) vi.stubEnv(name, value);
  }, 90_000);

  beforeEach(async () => {
    network = await moto.reset();
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await moto?.stop();
  });

  it('discover, plan, apply, change, plan, apply and roll back go as in the account in memory', {
    timeout: 180_000,
  }, async () => {
    const ports = {
      reader: sdkBatchReader({ region: REGION }),
      writer: sdkBatchWriter(REGION),
      // moto is VALID at once, so nothing is gained by waiting in earnest.
      clock: new VirtualClock(),
      region: REGION,
    };
    const told = await runSequence(ports, network);
    const inMemory = await runSequence(portsOf(new MemoryAccount()), { ...NETWORK, serviceRole: network.serviceRole });
    expect(told.steps).toEqual(inMemory.steps);
    expect(told.accounts).toEqual(inMemory.accounts);
  });
});
