/** Wall times of the built command line: cold starts, and two worker threads against one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { median } from './measure.ts';

const PROGRAM = 'bin/batchwright.mjs';
const BUILT = 'dist/node/cli.js';
const SCENARIO = 'scenarios/quickstart.yaml';
/** Enough job starts that threads are worth their start. */
const STUDY = ['simulate', SCENARIO, '--replications', '300', '--json', '--quiet', '--no-progress'];

export interface CommandTimes {
  readonly helpMs: number;
  readonly simulateMs: number;
  /** Time with one worker over time with two, median of ratios within a round. */
  readonly twoWorkersSpeedUp: number;
}

/** Undefined when the command line has not been built. */
export function measureCommandLine(isQuick: boolean): CommandTimes | undefined {
  if (!existsSync(BUILT)) return undefined;
  const rounds = Array.from({ length: isQuick ? 3 : 7 });
  const helpMs = median(rounds.map(() => wallMs(['--help'])));
  const simulateMs = median(rounds.map(() => wallMs(['simulate', SCENARIO, '--replications', '1', '--json'])));
  const studies = Array.from({ length: isQuick ? 1 : 3 });
  const twoWorkersSpeedUp = median(
    studies.map(() => wallMs([...STUDY, '--workers', '1']) / wallMs([...STUDY, '--workers', '2'])),
  );
  return { helpMs, simulateMs, twoWorkersSpeedUp };
}

function wallMs(argv: readonly string[]): number {
  const startMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...argv], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - startMs;
}
