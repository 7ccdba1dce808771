/** Three public logs on the fixed machine they were recorded on; memory and prices out of the way. */
import { createReadStream, existsSync } from 'node:fs';
import { importTrace } from '../../../src/trace/index.ts';
import { fixedMachine, labType } from '../../support/lab.ts';
import { type BenchCase, type BenchRow, SkippedRow, type Story } from '../bench-case.ts';
import { fixedWorld } from './fixed-world.ts';

/** Relative to the repository, from where `npm run bench` starts. */
const FOLDER = '../shared/data/traces/swf';

async function publicLog(fileName: string, processors: number): Promise<Story> {
  const path = `${FOLDER}/${fileName}`;
  if (!existsSync(path)) throw new SkippedRow(`${path} is absent`);
  const options = { fileName, defaults: { memoryMiB: 1 }, memoryFrom: 'none' } as const;
  const imported = await importTrace(createReadStream(path), options);
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
  const types = [labType('lab.all', processors, processors * 1024)];
  const config = fixedMachine('lab.all', processors);
  return { workload: imported.value.workload, config, world: fixedWorld(types) };
}

function row(label: string, fileName: string, processors: number): BenchRow {
  return { label, build: () => publicLog(fileName, processors) };
}

export const PUBLIC_LOGS: BenchCase = {
  name: 'logs',
  rows: [
    row('HPC2N, 240 processors', 'HPC2N-2002-2.1-cln.swf.gz', 240),
    row('SDSC-BLUE, 1,152 processors', 'SDSC-BLUE-2000-4.2-cln.swf.gz', 1152),
    row('METACENTRUM, 806 processors', 'METACENTRUM-2009-2.swf.gz', 806),
  ],
};
