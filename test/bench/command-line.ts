/** Wall times of the built command line: cold starts, and two worker threads against one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { median } from './measure.ts';

const PROGRAM = 'bin/batchwright.cjs';
const BUILT = 'dist/node/cli.cjs';
const SCENARIO = 'scenarios/quickstart.yaml';
/** A short and a long study: what the long one takes longer is simulation alone, without starting and compiling. */
const REPLICATIONS = { short: 200, long: 1000 };

export interface CommandTimes {
  readonly helpMs: number;
  /** As it stands in the README: all replications of the scenario. */
  readonly simulateMs: number;
  readonly oneReplicationMs: number;
  /** Simulations a second of two warm workers over those of one, median of ratios within a round. */
  readonly twoWorkersSpeedUp: number;
  /** The same of the whole long command, which starts and compiles twice. */
  readonly twoWorkersCommandSpeedUp: number;
}

/** Undefined when the command line has not been built. */
export function measureCommandLine(isQuick: boolean): CommandTimes | undefined {
  if (!existsSync(BUILT)) return undefined;
  const rounds = Array.from({ length: isQuick ? 3 : 7 });
  const helpMs = median(rounds.map(() => wallMs(['--help'])));
  const simulateMs = median(rounds.map(() => wallMs(['simulate', SCENARIO, '--json'])));
  const oneReplicationMs = median(rounds.map(() => wallMs(['simulate', SCENARIO, '--replications', '1', '--json'])));
  const studies = Array.from({ length: isQuick ? 1 : 3 }, () => ({ one: studyTimes('1'), two: studyTimes('2') }));
  return {
    helpMs,
    simulateMs,
    oneReplicationMs,
    twoWorkersSpeedUp: median(studies.map(({ one, two }) => one.warmMs / two.warmMs)),
    twoWorkersCommandSpeedUp: median(studies.map(({ one, two }) => one.longMs / two.longMs)),
  };
}

function studyTimes(workers: string): { readonly longMs: number; readonly warmMs: number } {
  const study = (replications: number) =>
    wallMs(['simulate', SCENARIO, '--replications', String(replications), '--json', '--quiet', '--workers', workers]);
  const longMs = study(REPLICATIONS.long);
  return { longMs, warmMs: longMs - study(REPLICATIONS.short) };
}

function wallMs(argv: readonly string[]): number {
  const startMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...argv], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - startMs;
}
