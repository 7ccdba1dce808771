/** Writes a change plan for the person who approves it: what changes and how, who is touched, what it brings, every step. */
import type { ChangePlan, FieldChange, PredictedEffect, WaitBounds } from '../aws/change-plan.ts';
import type { UpdateKind } from '../models/update-kind.ts';
import { formatDuration, formatPlural, formatUsdMean, formatUsdRange } from './format.ts';
import { alignRows, section, wrap } from './layout.ts';
import { changeLines } from './recommendation-changes.ts';
import { stepWords } from './step-words.ts';

const KINDS: Readonly<Record<UpdateKind, string>> = {
  'in-place': 'in place',
  scaling: 'scaling update, minutes',
  infrastructure: 'infrastructure update, 10 to 30 minutes, instances are replaced',
  'blue-green': 'blue/green: replaced by a new one',
};

const RESOURCES: Readonly<Record<FieldChange['resource']['kind'], string>> = {
  computeEnvironment: 'compute environment',
  jobQueue: 'job queue',
  schedulingPolicy: 'scheduling policy',
  jobDefinition: 'job definition',
};

/** At most 100 columns, no colours, ends with a newline. A way back is no plan of its own: nothing is forecast for it. */
export function renderChangePlan(plan: ChangePlan, wayBackFrom?: string): string {
  const account = plan.accountId === undefined ? '' : `, account ${plan.accountId}`;
  if (plan.changes.length === 0) {
    const lines = [`no changes: ${plan.region}${account} is as the configuration wants it`];
    return `${[...lines, ...section('Notes', noteLines(plan))].join('\n')}\n`;
  }
  const lines = [
    `${wayBackFrom === undefined ? `change plan ${plan.id}` : `way back from ${wayBackFrom}`}: ${plan.region}${account}`,
    ...section('What changes', resourceLines(plan.changes)),
    ...section(
      'Jobs that run now',
      plan.touches.flatMap(({ computeEnvironment, running, unplaced, consequence }) => {
        const more =
          unplaced === undefined ? '' : `, and ${unplaced} of its queues, here or elsewhere: AWS does not say where`;
        return wrap(`${computeEnvironment}: ${running} running${more}; ${consequence}`, '  ', '      ');
      }),
    ),
    ...(wayBackFrom === undefined ? section('What it brings', effectLines(plan.effect)) : []),
    ...section('Steps', stepLines(plan)),
    ...section('Notes', noteLines(plan)),
  ];
  return `${lines.join('\n')}\n`;
}

function noteLines({ warnings }: ChangePlan): readonly string[] {
  return warnings.flatMap((warning) => wrap(warning, '  ', '      '));
}

/** One block a resource, in the order in which the planner met them. */
function resourceLines(changes: readonly FieldChange[]): readonly string[] {
  const groups = new Map<string, FieldChange[]>();
  for (const change of changes) {
    const key = `${change.resource.kind} ${change.resource.name}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].flatMap(groupLines);
}

function groupLines(changes: readonly FieldChange[]): readonly string[] {
  const [{ resource }] = changes;
  const fields = changes.filter(({ path }) => path !== '');
  const whole = changes.find(({ path }) => path === '');
  const isMade = whole?.sign === '+';
  const sign = fields.length === 0 ? (whole?.sign ?? '~') : '~';
  const kind = isMade ? 'new' : sign === '-' ? 'removed' : KINDS[heaviest(changes)];
  const shown = isMade ? fieldsOf(whole.after) : fields;
  return [
    `  ${sign} ${RESOURCES[resource.kind]} ${resource.name} (${kind})`,
    ...changeLines(shown).flatMap((line) => wrap(line, '      ', '          ')),
  ];
}

const WEIGHTS: readonly UpdateKind[] = ['in-place', 'scaling', 'infrastructure', 'blue-green'];

function heaviest(changes: readonly FieldChange[]): UpdateKind {
  return WEIGHTS[Math.max(...changes.map(({ updateKind }) => WEIGHTS.indexOf(updateKind)))] ?? 'in-place';
}

function fieldsOf(resource: unknown): readonly { readonly path: string; readonly after: unknown }[] {
  if (typeof resource !== 'object' || resource === null) return [];
  return Object.entries(resource).map(([path, after]) => ({ path, after: after as unknown }));
}

function effectLines(effect: PredictedEffect | undefined): readonly string[] {
  if (effect === undefined) {
    return wrap('no forecast: plan from the file that optimize --out wrote to see cost and waits', '  ', '  ');
  }
  const { costUsd, waitSecondsP95, replications, assumptionsPreset } = effect;
  const rows = [
    ...(costUsd === undefined
      ? []
      : [
          [
            'cost',
            `${formatUsdMean(costUsd.before)} (${formatUsdRange(costUsd.before)})`,
            `-> ${formatUsdMean(costUsd.after)} (${formatUsdRange(costUsd.after)})`,
          ],
        ]),
    ...(waitSecondsP95 === undefined
      ? []
      : [
          [
            'wait, p95',
            waitText(waitSecondsP95.before, waitSecondsP95.intervals?.before),
            `-> ${waitText(waitSecondsP95.after, waitSecondsP95.intervals?.after)}`,
          ],
        ]),
  ];
  const basis = `simulated, ${formatPlural(replications, 'replication')}, assumptions "${assumptionsPreset}"; 95 % intervals`;
  return [...alignRows(rows, ['left', 'left', 'left']), ...wrap(basis, '  ', '  ')];
}

function waitText(seconds: number, bounds: WaitBounds | undefined): string {
  const wait = formatDuration(seconds);
  // The normal law knows no 0.
  const from = bounds && formatDuration(Math.max(0, bounds.lo));
  if (bounds?.hi === undefined) return from === undefined ? wait : `${wait} (from ${from}, open above)`;
  return `${wait} (${from} to ${formatDuration(bounds.hi)})`;
}

function stepLines({ steps }: ChangePlan): readonly string[] {
  const rows = steps.map((step) => [step.id.replace('step-', ''), stepWords(step), step.resource.name]);
  const aligned = alignRows(rows, ['right', 'left', 'left']);
  return steps.flatMap((step, index) => [aligned[index], ...wrap(step.why, '        ', '        ')]);
}
