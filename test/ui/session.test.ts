/** The worker's work without a worker: the same Session, its files read from disk. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RegionTable } from '../../src/models/catalog.ts';
import { createHighsSolver } from '../../src/optimize/floor/index.ts';
import { worldBuilder } from '../../src/scenario/assemble.ts';
import { inProcessExecutor, taskRunner } from '../../src/study/index.ts';
import type { RunRequest } from '../../src/ui/engine-api.ts';
import { Session } from '../../src/ui/session.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const quickstart = read('scenarios/quickstart.yaml')
  .replace('days: 5', 'days: 1')
  .replace('replications: 20', 'replications: 2');

function newSession(): Session {
  return new Session({
    loadTables: async (region) => {
      const path = `data/catalog/regions/${region}.json`;
      const table = existsSync(new URL(path, root)) ? (JSON.parse(read(path)) as RegionTable) : undefined;
      return { types: JSON.parse(read('data/catalog/types.json')), region: table };
    },
    executorFor: (workload, sources) =>
      inProcessExecutor(taskRunner(workload, worldBuilder(sources), sources.watchedQueues)),
    solver: createHighsSolver(),
  });
}

function request(scenarioText: string, some: Partial<RunRequest> = {}): RunRequest {
  return { scenarioText, fileName: 'scenario.yaml', leavesOutUnrunnable: false, ...some };
}

const HEADER = 'job_id,submit_s,run_s,vcpus,memory_mib\n';

describe('the session behind the page', () => {
  it('gives the same bytes for the same request, and tells its progress', async () => {
    const progress: string[] = [];
    const first = await newSession().simulate(request(quickstart), (done, total) => progress.push(`${done}/${total}`));
    const second = await newSession().simulate(request(quickstart), () => {});
    if (!first.ok || !second.ok) throw new Error('the sample must run');
    expect(first.value.json).toBe(second.value.json);
    expect(progress).toEqual(['0/2', '1/2', '2/2']);
  });

  it('reports every mistake of the text with its line', async () => {
    const broken = quickstart.replace('seed: 1', 'seed: -1').replace('minvCpus: 0', 'minvCpus: -3');
    const outcome = await newSession().simulate(request(broken), () => {});
    if (outcome.ok) throw new Error('must be refused');
    expect(outcome.problems.length).toBe(2);
    expect(outcome.problems.every(({ line, file }) => line !== undefined && file === 'scenario.yaml')).toBe(true);
  });

  it('reports mistakes in expressions of schedules together with all others', async () => {
    const broken = read('scenarios/schedules.yaml')
      .replace('rate(1 hour)', 'rate(2 hour)')
      .replace('replications: 10', 'replications: 0');
    const outcome = await newSession().simulate(request(broken), () => {});
    expect(outcome).toMatchObject({
      ok: false,
      problems: [
        { path: 'workload.schedules.rules[2].scheduleExpression', line: expect.any(Number) },
        { path: 'replications', line: expect.any(Number) },
      ],
    });
  });

  it('asks for the file a scenario names but a page cannot open', async () => {
    const outcome = await newSession().simulate(
      request(quickstart.replace(/ {2}synthetic:\n( {4}.*\n)+/, '  trace: { path: jobs.csv }\n')),
      () => {},
    );
    expect(outcome).toMatchObject({ ok: false, problems: [{ path: 'workload.trace.path' }] });
  });

  it('says which regions have no prices instead of treating them as free', async () => {
    const outcome = await newSession().simulate(request(quickstart.replace('us-east-1', 'xx-nowhere-1')), () => {});
    expect(outcome).toMatchObject({
      ok: false,
      problems: [{ path: 'region', message: expect.stringContaining('xx-nowhere-1') }],
    });
  });

  it('writes a scenario for a bare trace that runs as it stands', async () => {
    const session = newSession();
    const trace = { id: 1, file: new File([`${HEADER}a,0,600,2,4096\nb,30,1200,4,8192\n`], 'jobs.csv') };
    const written = await session.scenarioForTrace(trace, 'eu-west-1');
    if (!written.ok) throw new Error('must be read');
    expect(written.value.trace).toMatchObject({ format: 'csv', rows: 2, jobs: 2, skipped: [] });
    const outcome = await session.simulate(request(written.value.text, { trace }), () => {});
    expect(outcome).toMatchObject({ ok: true, value: { result: { jobs: { submitted: 2, succeeded: 2 } } } });
  });

  it('names jobs that can never run, and runs the others when they are left out', async () => {
    const session = newSession();
    const trace = { id: 1, file: new File([`${HEADER}a,0,600,2,4096\nhuge,30,60,1,90000000\n`], 'jobs.csv') };
    const written = await session.scenarioForTrace(trace, 'us-east-1');
    if (!written.ok) throw new Error('must be read');
    const refused = await session.simulate(request(written.value.text, { trace }), () => {});
    expect(refused).toMatchObject({
      ok: false,
      problems: [],
      unrunnable: { jobs: 1, problems: [{ message: expect.stringContaining('job huge') }] },
    });
    const run = await session.simulate(request(written.value.text, { trace, leavesOutUnrunnable: true }), () => {});
    expect(run).toMatchObject({ ok: true, value: { facts: { jobs: 1, leftOut: { jobs: 1 } } } });
  });

  it('runs all jobs where the queue cancels in time those that can never run, as the command line does', async () => {
    const session = newSession();
    const trace = { id: 1, file: new File([`${HEADER}huge,0,60,1,90000000\na,30,600,2,4096\n`], 'jobs.csv') };
    const written = await session.scenarioForTrace(trace, 'us-east-1');
    if (!written.ok) throw new Error('must be read');
    const action =
      '{ reason: "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT", state: RUNNABLE, maxTimeSeconds: 600, action: CANCEL }';
    const text = written.value.text.replace(/^( *)priority: 1$/m, `$&\n$1jobStateTimeLimitActions: [${action}]`);
    const run = await session.simulate(request(text, { trace }), () => {});
    expect(run).toMatchObject({ ok: true, value: { facts: { jobs: 2, leftOut: { jobs: 0 } } } });
  });
});
