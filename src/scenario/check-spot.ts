/** Rules on `assumptions.spot` that need more than one field: recordings for the models that replay them, and none in vain. */
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import { type Finding, problemAt, warningAt } from './finding.ts';

/** Paths start at `assumptions`. */
export function checkSpot({ spot, zones }: Assumptions): readonly Finding[] {
  return [...checkRecordings(spot), ...checkZones(spot, zones), ...checkHazards(spot)];
}

/** The model `price-history` has one market for all environments, and so one bid. */
export function checkBids({ spot }: Assumptions, { computeEnvironments }: BatchConfig): readonly Finding[] {
  if (spot.model !== 'price-history') return [];
  const bids = computeEnvironments
    .filter(({ computeResources }) => computeResources?.type === 'SPOT')
    .map(({ computeResources }) => computeResources?.bidPercentage ?? 100);
  if (new Set(bids).size < 2) return [];
  const message = `the model price-history holds all Spot environments to one bidPercentage, the lowest: ${Math.min(...bids)}`;
  return [warningAt(['assumptions', 'spot', 'model'], message, 'simulate the environments apart')];
}

function checkRecordings({ model, replay, priceHistory }: Assumptions['spot']): readonly Finding[] {
  const findings: Finding[] = [];
  const path = ['assumptions', 'spot'];
  if (model === 'replay' && (replay === undefined || Object.keys(replay.files).length === 0)) {
    const hint = 'for example replay: { files: { r5.16xlarge: r5.json } }, see docs/spot-models.md';
    findings.push(problemAt([...path, 'replay'], 'the model replay needs recorded files', hint));
  }
  if (model === 'price-history' && priceHistory === undefined) {
    const hint = 'save `aws ec2 describe-spot-price-history` to a file and name it: priceHistory: prices.json';
    findings.push(problemAt([...path, 'priceHistory'], 'the model price-history needs a file', hint));
  }
  if (replay !== undefined && model !== 'replay')
    findings.push(warningAt([...path, 'replay'], `the model ${model} does not use it`, 'set spot.model: replay'));
  if (priceHistory !== undefined && model !== 'price-history') {
    const hint = 'set spot.model: price-history';
    findings.push(warningAt([...path, 'priceHistory'], `the model ${model} does not use it`, hint));
  }
  return findings;
}

function checkZones({ replay, poolHazardsPerHour }: Assumptions['spot'], zones: number): readonly Finding[] {
  const named = [
    ...Object.keys(replay?.files ?? {}).map((pool) => ({ pool, path: ['replay', 'files', pool] })),
    ...Object.keys(poolHazardsPerHour ?? {}).map((pool) => ({ pool, path: ['poolHazardsPerHour', pool] })),
  ];
  return named.flatMap(({ pool, path }) => {
    const zone = /\/(\d)$/.exec(pool)?.[1];
    if (zone === undefined || Number(zone) < zones) return [];
    const message = `there is no zone ${zone}: assumptions.zones is ${zones}, and zones count from 0`;
    return [problemAt(['assumptions', 'spot', ...path], message)];
  });
}

function checkHazards({ model, hazardPerHour, poolHazardsPerHour }: Assumptions['spot']): readonly Finding[] {
  const findings: Finding[] = [];
  if (hazardPerHour !== undefined && model !== 'advisor') {
    const hint = 'set spot.model: advisor, or give poolHazardsPerHour: { "*": rate }';
    findings.push(warningAt(['assumptions', 'spot', 'hazardPerHour'], `the model ${model} does not use it`, hint));
  }
  if (poolHazardsPerHour !== undefined && model !== 'advisor' && model !== 'pools') {
    const hint = 'set spot.model: pools or advisor';
    const path = ['assumptions', 'spot', 'poolHazardsPerHour'];
    findings.push(warningAt(path, `the model ${model} does not use it`, hint));
  }
  return findings;
}
