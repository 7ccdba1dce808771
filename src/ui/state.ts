/** Everything the page shows, as signals; changed by actions.ts only. */
import { computed, signal } from '@preact/signals';
import quickstartText from '../../scenarios/quickstart.yaml?raw';
import type { Problem } from '../models/problem.ts';
import type { SimulationRun, TraceFile, TraceSummary } from './engine-api.ts';
import type { Unrunnable } from './leave-out.ts';
import type { OptimizationRun } from './optimize-run.ts';
import { readFields } from './scenario-fields.ts';

export interface Activity {
  readonly kind: 'reading' | 'simulating' | 'optimizing';
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

export interface Opened {
  readonly fileName: string;
  readonly text: string;
  readonly trace: TraceFile | undefined;
  readonly isTyped: boolean;
}

/** Named as in the repository: the name is part of warnings, and these of the bytes both doors print. */
export const QUICKSTART = { fileName: 'scenarios/quickstart.yaml', text: quickstartText } as const;

export const scenarioText = signal<string>(QUICKSTART.text);
export const scenarioFile = signal<string>(QUICKSTART.fileName);
export const traceFile = signal<TraceFile | undefined>(undefined);
export const leavesOutUnrunnable = signal(false);

export const fields = computed(() => readFields(scenarioText.value));

export const simulation = signal<SimulationRun | undefined>(undefined);
/** What stood there before the last change of the same scenario and history. */
export const earlier = signal<SimulationRun | undefined>(undefined);
export const optimization = signal<OptimizationRun | undefined>(undefined);
/** True while the shown results belong to an earlier text. */
export const isStale = signal(false);

export const activity = signal<Activity | undefined>(undefined);
export const problems = signal<readonly Problem[]>([]);
export const unrunnable = signal<Unrunnable | undefined>(undefined);
export const traceSummary = signal<TraceSummary | undefined>(undefined);
/** What something else was opened in the place of, last; never the sample as it is. */
export const replaced = signal<Opened | undefined>(undefined);
/** Whether somebody typed in the text and has not downloaded it since. */
export const isTyped = signal(false);
/** Names of files that were dropped with others and not used. */
export const unusedFiles = signal<readonly string[]>([]);
/** The last thing worth telling in one sentence, also to screen readers. */
export const message = signal('');

export const isQuickstart = computed(() => scenarioText.value === QUICKSTART.text && traceFile.value === undefined);
