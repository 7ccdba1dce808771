import { expect, it } from 'vitest';
import type { ApplyOutcome } from '../../src/aws/apply/outcome.ts';
import { toldOutcome } from '../../src/cli/apply-run.ts';
import type { CliContext } from '../../src/cli/context.ts';
import { Failure } from '../../src/cli/failure.ts';

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
  expect(() => toldOutcome(context, outcome, { asJson: true, done: '', goOn: '' })).toThrow(Failure);
  expect(printed).not.toContain('open-sesame');
  expect(JSON.parse(printed)).toEqual({ schemaVersion: 1, kind: 'stopped', problem, step });
});
