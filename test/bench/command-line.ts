/**
 * Wall times of the built command line: cold starts, and two worker threads against one. NODE_EXTRA_CA_CERTS is left out of the
 * environment: where a machine sets it, Node reads those certificates at every start, before any of our code.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { median } from './measure.ts';

const PROGRAM = 'bin/batchwright.cjs';
const BUILT = 'dist/node/cli.cjs';
const SCENARIO = 'scenarios/quickstart.yaml';
/** A short and a long study: what the long one takes longer is simulation alone, without starting and compiling. */
const REPLICATIONS = { short: 200, long: 1000 };
const { NODE_EXTRA_CA_CERTS, ...PLAIN } = process.env;

export interface CommandTimes {
  readonly helpMs: number;
  /** As it stands in the README: all replications of the scenario. */
  readonly simulateMs: number;
  /** The same with NODE_EXTRA_CA_CERTS; undefined where this machine does not set it. */
  readonly simulateWithCertificatesMs: number | undefined;
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
  const simulate = rounds.map(() => ({
    plainMs: wallMs(['simulate', SCENARIO, '--json']),
    asIsMs: NODE_EXTRA_CA_CERTS === undefined ? undefined : wallMs(['simulate', SCENARIO, '--json'], process.env),
  }));
  const withCertificatesMs = simulate.flatMap(({ asIsMs }) => asIsMs ?? []);
  const oneReplicationMs = median(rounds.map(() => wallMs(['simulate', SCENARIO, '--replications', '1', '--json'])));
  // Each is a difference of two wall times, so a neighbour counts twice: of three rounds the median still moved by a fifth.
  const studies = Array.from({ length: isQuick ? 1 : 7 }, () => ({ one: studyTimes('1'), two: studyTimes('2') }));
  return {
    helpMs,
    simulateMs: median(simulate.map(({ plainMs }) => plainMs)),
    simulateWithCertificatesMs: withCertificatesMs.length === 0 ? undefined : median(withCertificatesMs),
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

function wallMs(argv: readonly string[], env: NodeJS.ProcessEnv = PLAIN): number {
  const startMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...argv], {
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - startMs;
}
