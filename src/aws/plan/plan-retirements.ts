/** The part of a plan that takes environments away once nothing runs on them: disable, drain, detach (the queues' part), delete. */
import type { UpdateKind } from '../../models/update-kind.ts';
import type { LiveComputeEnvironment } from '../live-account.ts';
import type { ChangeList } from './change-list.ts';
import type { PlanContext } from './plan-context.ts';
import { TIMEOUT_SECONDS } from './step-list.ts';

export function planRetirements(context: PlanContext, list: ChangeList): void {
  for (const old of context.retiring) retire(list, old);
}

function retire(list: ChangeList, old: LiveComputeEnvironment): void {
  const { computeEnvironmentName: name, computeEnvironmentArn: arn } = old;
  const resource = { kind: 'computeEnvironment', name } as const;
  const updateKind: UpdateKind = 'blue-green';
  list.changed(resource, '', { status: old.status, state: old.state ?? 'ENABLED' }, undefined, updateKind);
  const settled = { action: 'wait', until: 'settled', timeoutSeconds: TIMEOUT_SECONDS.change, resource } as const;
  if (old.state !== 'DISABLED') {
    list.steps.add(
      'stop',
      {
        action: 'write',
        operation: 'UpdateComputeEnvironment',
        resource,
        request: { computeEnvironment: arn, state: 'DISABLED' },
        updateKind,
        why: `${name} takes no new jobs; those that run there go on`,
      },
      { ...settled, why: 'an environment takes one update at a time' },
    );
  }
  // Also where no queue uses it any more: jobs of a queue that let go of it before run on.
  list.steps.add('drain', {
    action: 'wait',
    until: 'drained',
    timeoutSeconds: TIMEOUT_SECONDS.drain,
    resource,
    why: `no job is ended: the last ones on ${name} finish first`,
  });
  list.steps.add(
    'delete-environments',
    {
      action: 'write',
      operation: 'DeleteComputeEnvironment',
      resource,
      request: { computeEnvironment: arn },
      updateKind,
      why: `${name} is empty and no queue uses it any more`,
    },
    { action: 'wait', until: 'gone', timeoutSeconds: TIMEOUT_SECONDS.change, resource, why: 'its name is free again' },
  );
}
