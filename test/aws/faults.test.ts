/** A blue/green plan over a bad network, through the real SDK: still correct, with a bounded number of calls. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { applyPlan, sdkBatchWriter } from '../../src/aws/apply.ts';
import type { ChangePlan } from '../../src/aws/change-plan.ts';
import { MemoryJournal } from '../../src/aws/journal.ts';
import { sdkBatchReader } from '../../src/aws/sdk-batch.ts';
import { formatProblem } from '../../src/models/problem.ts';
import { busyAccount, essence, WANTED } from '../support/account/blue-green.ts';
import { sdkVariables } from '../support/account/fake-credentials.ts';
import { FAULTS, type Fault, faultyWay } from '../support/account/faults.ts';
import { openHttpFront } from '../support/account/http-front.ts';
import { watch } from '../support/account/watch.ts';
import { type AccountPorts, planned, portsOf, rolledBack } from '../support/account/world.ts';

const CHANCE = 0.2;

interface Run {
  readonly seed: number;
  readonly chances: Partial<Record<Fault, number>>;
  readonly thenBack?: boolean;
  readonly mostRuns?: number;
}

async function back(ports: AccountPorts, plan: ChangePlan, journal: MemoryJournal, mostRuns: number): Promise<void> {
  let last: unknown;
  for (let runs = 0; runs < mostRuns; runs++) {
    last = await rolledBack(ports, plan, journal).catch((error: unknown) => error);
    if ((last as { kind?: string }).kind === 'applied') return;
  }
  throw new Error(`not rolled back: ${JSON.stringify(last)}`);
}

async function run({ seed, chances, thenBack = false, mostRuns = 1 }: Run) {
  const account = await busyAccount({ pageSize: 100 });
  const plan = await planned(portsOf(account), WANTED);
  const before = essence(account);
  const names = new Set(plan.steps.map(({ resource }) => resource.name));
  const { faults } = watch(account, 'work', (name) => names.has(name.replace(/:\d+$/, '')));
  const way = faultyWay({ seed, clock: account.clock, chances });
  const front = await openHttpFront(account, way.middle);
  for (const [name, value] of Object.entries(sdkVariables(front.url))) vi.stubEnv(name, value);
  const region = 'eu-west-1';
  const ports: AccountPorts = {
    reader: sdkBatchReader({ region }),
    writer: sdkBatchWriter(region),
    clock: account.clock,
    region,
  };
  const calls = account.log.length;
  try {
    const journal = new MemoryJournal();
    let runs = 1;
    let outcome = await applyPlan(plan, { ...ports, journal });
    // A call that failed twelve times ends a run, as it must; the user applies again.
    for (; outcome.kind === 'stopped' && runs < mostRuns; runs++)
      outcome = await applyPlan(plan, { ...ports, journal });
    expect(outcome.kind === 'stopped' ? formatProblem(outcome.problem) : outcome.kind).toBe('applied');
    if (thenBack) await back(ports, plan, journal, mostRuns);
    account.finishTransitions();
    return { account, plan, before, faults, met: way.met, calls: account.log.length - calls };
  } finally {
    await front.close();
  }
}

/** Successful calls that made something, by name. */
function made(account: { writes(): readonly { operation: string; input: object }[] }, plan: ChangePlan) {
  return account
    .writes()
    .filter(({ operation, input }) => operation.startsWith('Create') && JSON.stringify(input).includes(plan.id));
}

describe('a bad way to AWS', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each(FAULTS)(
    'with one call in five %s changes nothing but the time it takes',
    { timeout: 120_000 },
    async (fault) => {
      const goal = essence((await run({ seed: 0, chances: {} })).account);
      for (const seed of [1, 2]) {
        const { account, plan, faults, met, calls } = await run({ seed, chances: { [fault]: CHANCE } });
        expect(met[fault]).toBeGreaterThan(3);
        expect(faults).toEqual([]);
        expect(made(account, plan)).toHaveLength(1);
        // Revisions that arrived twice are given back, which leaves a gap in their numbers.
        expect(withoutRevisions(essence(account))).toEqual(withoutRevisions(goal));
        expect(calls).toBeLessThan(250);
      }
    },
  );

  it('with all of them at once, each one call in five, there and back', { timeout: 120_000 }, async () => {
    const chances = Object.fromEntries(FAULTS.map((fault) => [fault, CHANCE]));
    for (const seed of [1, 2, 3]) {
      const { account, before, faults, calls } = await run({ seed, chances, thenBack: true, mostRuns: 3 });
      expect(faults).toEqual([]);
      expect(withoutRevisions(essence(account))).toEqual(withoutRevisions(before));
      expect(calls).toBeLessThan(1000);
    }
  });
});

function withoutRevisions(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replace(/"revision":\d+/g, '"revision":"?"'));
}
