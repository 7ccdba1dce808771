/** The part of a plan that registers new revisions of job definitions. */
import { whyNotRegistrable } from '../../export/requests.ts';
import type { ChangeList } from './change-list.ts';
import { definitionDifferences, registerRequest } from './definition-differences.ts';
import { definitionProblems, lostRanges } from './definition-problems.ts';
import type { PlanContext } from './plan-context.ts';

export function planDefinitions({ live, wanted, fidelity }: PlanContext, list: ChangeList): void {
  // A rollback takes our revisions back (restore-plan.ts); the ones before them were never changed.
  if (fidelity === 'exact') return;
  for (const [index, definition] of (wanted.jobDefinitions ?? []).entries()) {
    const { jobDefinitionName: name } = definition;
    const resource = { kind: 'jobDefinition', name } as const;
    const known = live.jobDefinitions.find((each) => each.jobDefinitionName === name);
    if (known === undefined) {
      const reason = whyNotRegistrable(definition);
      if (reason !== undefined) {
        list.warnings.push(`the job definition ${name} is left to you: ${reason}`);
        continue;
      }
      list.changed(resource, '', undefined, definition);
    } else {
      const differences = definitionDifferences(known, definition);
      list.relyOn('jobDefinition', name);
      if (differences.length === 0) continue;
      list.problems.push(...definitionProblems(known, definition, `batch.jobDefinitions[${index}]`));
      list.warnings.push(...lostRanges(known, definition));
      for (const { field, before, after } of differences) list.changed(resource, field, before, after);
    }
    list.steps.add('definitions', {
      action: 'write',
      operation: 'RegisterJobDefinition',
      resource,
      request: registerRequest(known, definition),
      updateKind: 'in-place',
      why: `register ${known === undefined ? 'the job definition' : `revision ${known.revision + 1} of`} ${name}`,
    });
  }
}
