/** CPU time of a proven floor: 100,000 jobs against every type of the default catalogue, solver start included, and its check. */
import { existsSync, readFileSync } from 'node:fs';
import { loadRegion, loadTypes } from '../../src/cli/catalog-files.ts';
import { buildCatalog } from '../../src/models/catalog-build.ts';
import { createHighsSolver, floorFor, floorInputOf, verifyCertificate } from '../../src/optimize/floor/index.ts';
import type { Assembled } from '../../src/scenario/assemble.ts';
import { defaultScenario } from '../../src/scenario/load.ts';
import { labConfig, workloadOf } from '../support/lab.ts';

export interface FloorTime {
  readonly jobs: number;
  readonly shapes: number;
  readonly types: number;
  /** On the main thread: what a user waits for on an idle machine of two cores. */
  readonly floorMs: number;
  /** With the threads on which the solver's WebAssembly is compiled. */
  readonly allThreadsMs: number;
  readonly verifyMs: number;
}

const JOBS = 100_000;
/** Kept apart exactly by the programme. */
const SHAPES = 443;
const HOUR_MS = 3_600_000;

/** In a process of its own, so that the first floor of a run is measured as a user meets it. */
export async function measureFloor(): Promise<FloorTime> {
  const assembled = assembledCase();
  const { workload, catalog } = assembled;
  const before = mainThreadMs();
  const allBefore = process.cpuUsage();
  const floor = await floorFor(assembled, createHighsSolver());
  const floorMs = mainThreadMs() - before;
  const { user, system } = process.cpuUsage(allBefore);
  const verifyBefore = mainThreadMs();
  const verified = verifyCertificate(floor.certificate, floorInputOf(assembled, floor.certificate.scope));
  const verifyMs = mainThreadMs() - verifyBefore;
  if (!verified.ok) throw new Error(`the floor does not verify: ${verified.problems[0].message}`);
  const size = { jobs: workload.jobCount, shapes: workload.classes.length, types: catalog.types.length };
  return { ...size, floorMs, allThreadsMs: (user + system) / 1000, verifyMs };
}

function assembledCase(): Assembled {
  const catalog = buildCatalog(loadTypes(), loadRegion('us-east-1'));
  if (!catalog.ok) throw new Error(JSON.stringify(catalog.problems));
  const workload = workloadOf(
    Array.from({ length: JOBS }, (_, index) => {
      const shape = (index * 7919) % SHAPES;
      const runMs = 60_000 + ((index * 104_729) % (4 * HOUR_MS));
      const memoryMiB = 1024 * (1 + ((shape * 5) % 61)) + 64 * (shape % 7);
      return { submitMs: index * 6000, runMs, vcpus: 1 + (shape % 16), memoryMiB };
    }),
  );
  const batch = labConfig({ instanceTypes: ['m7i'] });
  const scenario = defaultScenario({ name: 'floor', workload: { trace: { path: 'jobs.csv' } }, batch });
  return { scenario, workload, catalog: catalog.value };
}

/** Linux tells threads apart, in hundredths of a second; elsewhere all threads count. */
function mainThreadMs(): number {
  const path = `/proc/${process.pid}/task/${process.pid}/stat`;
  if (!existsSync(path)) {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
  const [, afterName] = readFileSync(path, 'utf8').split(') ');
  const fields = afterName.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
