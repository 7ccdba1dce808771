/** M/M/c: Poisson arrivals, exponential run times, 64 servers at nine tenths load, as one large machine or as 64 small ones. */
import { synthesizeWorkload } from '../../../src/models/synthetic-workload.ts';
import type { Workload } from '../../../src/models/workload.ts';
import { fixedMachine, labConfig, labType } from '../../support/lab.ts';
import type { BenchCase, Story } from '../bench-case.ts';
import { fixedWorld } from './fixed-world.ts';

export const SERVERS = 64;
const LOAD = 0.9;
const SERVICE_SECONDS = 60;

export function poissonWorkload(jobs: number, servers = SERVERS): Workload {
  const arrivalRatePerHour = (LOAD * servers * 3600) / SERVICE_SECONDS;
  const poisson = { arrivalRatePerHour, serviceMeanSeconds: SERVICE_SECONDS, service: 'exponential', jobs } as const;
  const built = synthesizeWorkload({ poisson }, 1);
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value;
}

export function mmc(jobs: number): Story {
  const types = [labType('lab.64', SERVERS, 512 * SERVERS)];
  return { workload: poissonWorkload(jobs), config: fixedMachine('lab.64', SERVERS), world: fixedWorld(types) };
}

/** The same queue on 64 instances of one vCPU each: every job must find the one that is free. */
function mmcOnInstances(jobs: number): Story {
  const types = [labType('lab.1', 1, 512)];
  const config = labConfig({ instanceTypes: ['lab.1'], minvCpus: SERVERS, maxvCpus: SERVERS });
  return { workload: poissonWorkload(jobs), config, world: fixedWorld(types) };
}

export const MMC: BenchCase = {
  name: 'mmc',
  rows: [
    { label: 'M/M/64 10^4', build: () => mmc(1e4), isReference: true },
    { label: 'M/M/64 10^5', build: () => mmc(1e5), isReference: true, grownFrom: 'M/M/64 10^4' },
    { label: 'M/M/64 10^6', build: () => mmc(1e6), isReference: true, grownFrom: 'M/M/64 10^5' },
    { label: 'M/M/64 10^7', build: () => mmc(1e7), isReference: true, grownFrom: 'M/M/64 10^6', isLong: true },
  ],
};

export const MMC_INSTANCES: BenchCase = {
  name: 'mmc-instances',
  rows: [
    { label: '64 instances 10^5', build: () => mmcOnInstances(1e5), isReference: true },
    { label: '64 instances 10^6', build: () => mmcOnInstances(1e6), isReference: true, grownFrom: '64 instances 10^5' },
  ],
};
