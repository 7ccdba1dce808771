import { expect, it } from 'vitest';
import type { ApplyOutcome } from '../../src/aws/apply/outcome.ts';
import type { ChangePlan } from '../../src/aws/change-plan.ts';
import { stepTeller, tellLeftOver, toldOutcome } from '../../src/cli/apply-run.ts';
import type { CliContext } from '../../src/cli/context.ts';
import { Failure } from '../../src/cli/failure.ts';
import { renderChangePlan } from '../../src/report/change-plan-text.ts';

it('apply --json tells the step that failed without its request, which may hold secrets', () => {
  const step = {
    id: 'step-01',
    action: 'write',
    operation: 'RegisterJobDefinition',
    updateKind: 'in-place',
    resource: { kind: 'jobDefinition', name: 'align' },
    why: 'the plan needs it',
  } as const;
  const problem = { path: '', message: 'AWS refused the request' };
  const request = { containerProperties: { environment: [{ name: 'TOKEN', value: 'open-sesame' }] } };
  const outcome: ApplyOutcome = { kind: 'stopped', problem, step: { ...step, request } };
  let printed = '';
  const context = {
    writeOut: (text: string) => {
      printed += text;
    },
  } as CliContext;
  expect(() => toldOutcome(context, outcome, { asJson: true, done: '', verb: 'apply', file: 'c.json' })).toThrow(
    Failure,
  );
  expect(printed).not.toContain('open-sesame');
  expect(JSON.parse(printed)).toEqual({ schemaVersion: 1, kind: 'stopped', problem, step });
});

const WAIT = {
  id: 'step-04',
  action: 'wait',
  until: 'drained',
  resource: { kind: 'computeEnvironment', name: 'main' },
  timeoutSeconds: 60,
  why: 'no job is ended',
} as const;

function printing(): { readonly context: CliContext; readonly printed: () => string } {
  let printed = '';
  const write = (text: string) => {
    printed += text;
  };
  return { context: { writeOut: write, writeError: write } as CliContext, printed: () => printed };
}

it('one change is one change', () => {
  const { context, printed } = printing();
  for (const writes of [1, 2])
    toldOutcome(context, { kind: 'applied', writes }, { asJson: false, done: 'done', verb: 'apply', file: 'c.json' });
  expect(printed()).toBe('done (1 change)\ndone (2 changes)\n');
});

it('a step that stopped is told by its number, what it does and to what', () => {
  const problem = { path: '', message: 'gave up after 60 minutes, AWS says: 3 jobs left' };
  const stopped = () =>
    toldOutcome(
      printing().context,
      { kind: 'stopped', problem, step: WAIT },
      { asJson: false, done: '', verb: 'apply', file: 'c.json' },
    );
  expect(stopped).toThrow(`step 4 (wait until it has no jobs: main): ${problem.message}`);
});

it('a way back that is hinted at is the whole command, and nothing else is changed', () => {
  const hint = 'mend the cause and apply again to go on, or go back: batchwright rollback';
  const problem = { path: '', message: 'AWS refused the request', hint };
  const { context, printed } = printing();
  const hintsOf = (outcome: ApplyOutcome, asJson = false) => {
    try {
      toldOutcome(context, outcome, { asJson, done: '', verb: 'apply', file: 'out/c.json' });
    } catch (error) {
      return error instanceof Failure ? error.problems.map((told) => told.hint) : [];
    }
    return [];
  };
  expect(hintsOf({ kind: 'stopped', problem }, true)).toEqual([`${hint} out/c.json`]);
  expect(JSON.parse(printed()).problem.hint).toBe(`${hint} out/c.json`);
  expect(hintsOf({ kind: 'stale', problems: [problem, problem] })).toEqual(Array(2).fill(`${hint} out/c.json`));
  expect(hintsOf({ kind: 'taken-back' })).toEqual([
    'to go on anyway, plan again; to finish the way back: batchwright rollback out/c.json',
  ]);
  expect(hintsOf({ kind: 'stopped', problem: { ...problem, hint: 'plan again' } })).toEqual(['plan again']);
});

it('a wait is told in the states of AWS', () => {
  const { context, printed } = printing();
  const tell = stepTeller(context, { steps: [WAIT, { ...WAIT, until: 'valid' }] } as unknown as ChangePlan, false);
  tell({ step: WAIT, state: 'waiting', detail: '3 jobs left' });
  tell({ step: { ...WAIT, id: 'step-05', until: 'valid' }, state: 'started' });
  expect(printed()).toBe(
    '[04/2] wait until it has no jobs: main (waiting: 3 jobs left)\n[05/2] wait until VALID: main\n',
  );
});

it('what AWS took without doing it is told with the command that shows it', async () => {
  const { context, printed } = printing();
  await tellLeftOver(context, { kind: 'applied', writes: 1 }, async () => ['tags of main'], 'batchwright plan');
  expect(printed()).toContain('not as they should be: tags of main; to see how they differ: batchwright plan\n');
});

it('a way back has no forecast to be had, and says from what it leads back', () => {
  const plan = {
    id: 'chg-2',
    region: 'eu-west-1',
    changes: [
      {
        resource: WAIT.resource,
        path: 'computeResources.maxvCpus',
        sign: '~',
        before: 2,
        after: 1,
        updateKind: 'scaling',
      },
    ],
    steps: [WAIT],
    touches: [],
    warnings: [],
  } as unknown as ChangePlan;
  expect(renderChangePlan(plan)).toContain('no forecast');
  const back = renderChangePlan(plan, 'chg-1');
  expect(back).toContain('way back from chg-1: eu-west-1');
  expect(back).not.toContain('forecast');
});
