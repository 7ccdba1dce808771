/** The configurations that are planned, and for each the worlds its histories may come from instead. */
import type { Assumptions } from '../../src/models/assumptions.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { Assembled } from '../../src/scenario/assemble.ts';
import { ofType, onSpot, withResources } from '../other-machines.ts';

export interface World {
  readonly name: string;
  readonly assembled: Assembled;
  readonly config: BatchConfig;
}

export interface PlannedWorld {
  readonly own: World;
  readonly others: readonly World[];
}

/** Of the 512 of the scenario. */
const SMALLER_MAX_VCPUS = 384;
const MORE_RECLAIMS = 3;
const SLOWER = 2;

export function plannedWorlds(assembled: Assembled): readonly PlannedWorld[] {
  const { batch, assumptions } = assembled.scenario;
  const slow = { name: 'delays of scale-out and boot twice as long', ...under(assembled, slower(assumptions)) };
  const reclaimed = { name: 'three times the reclaims', ...under(assembled, moreReclaims(assumptions)) };
  const spot = onSpot(batch);
  const oneType = ofType(spot, 'r6a.2xlarge');
  const smaller = {
    name: `maxvCpus ${SMALLER_MAX_VCPUS}`,
    assembled,
    config: withResources(batch, { maxvCpus: SMALLER_MAX_VCPUS }),
  };
  return [
    { own: { name: '`optimal` On-Demand', assembled, config: batch }, others: [{ ...slow, config: batch }, smaller] },
    ...[
      { name: '`optimal` on Spot', config: spot },
      { name: '`r6a.2xlarge` alone on Spot', config: oneType },
    ].map(({ name, config }) => ({
      own: { name, assembled, config },
      others: [slow, reclaimed].map((world) => ({ ...world, config })),
    })),
  ];
}

function under(assembled: Assembled, assumptions: Assumptions): { readonly assembled: Assembled } {
  return { assembled: { ...assembled, scenario: { ...assembled.scenario, assumptions } } };
}

function slower(assumptions: Assumptions): Assumptions {
  const { bootMedianSeconds, bootP95Seconds, scaleOutDelayMedianSeconds, scaleOutDelayP95Seconds } = assumptions;
  return {
    ...assumptions,
    bootMedianSeconds: SLOWER * bootMedianSeconds,
    bootP95Seconds: SLOWER * bootP95Seconds,
    scaleOutDelayMedianSeconds: SLOWER * scaleOutDelayMedianSeconds,
    scaleOutDelayP95Seconds: SLOWER * scaleOutDelayP95Seconds,
  };
}

function moreReclaims(assumptions: Assumptions): Assumptions {
  const { spot } = assumptions;
  return { ...assumptions, spot: { ...spot, hazardScale: MORE_RECLAIMS * spot.hazardScale } };
}
