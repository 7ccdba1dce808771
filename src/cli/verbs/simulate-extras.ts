/** What `simulate` adds on request: the configuration under named storms, and checkpoint advice for its jobs on Spot. */
import { type CheckpointAdvice, checkpointAdvice } from '../../optimize/checkpoint-advice.ts';
import { checkpointLines } from '../../report/checkpoint-lines.ts';
import { section } from '../../report/layout.ts';
import { stressLines, stressSentence } from '../../report/stress-lines.ts';
import type { StressReport } from '../../study/stress.ts';
import type { CliContext } from '../context.ts';
import { usageFailure } from '../failure.ts';
import type { Loaded } from '../load.ts';
import { stressLoaded } from '../stress-run.ts';
import type { OutputFlags } from './flags.ts';

export interface ExtraFlags {
  readonly stress?: boolean;
  readonly checkpointAdvice?: boolean;
}

/** Extra keys of the result JSON. */
export interface Extras {
  readonly stress?: StressReport;
  readonly checkpointAdvice?: readonly CheckpointAdvice[];
}

export function refuseExtrasInVain(format: string, { stress, checkpointAdvice: advice }: ExtraFlags): void {
  if ((stress === true || advice === true) && format !== 'text' && format !== 'json')
    throw usageFailure(`--stress and --checkpoint-advice are not part of ${format}`, 'use --format text or json');
}

export async function extrasOf(context: CliContext, loaded: Loaded, flags: ExtraFlags & OutputFlags): Promise<Extras> {
  const { batch } = loaded.assembled.scenario;
  const stress =
    flags.stress === true ? await stressLoaded(context, loaded, [{ name: 'current', batch }], flags) : undefined;
  return {
    ...(stress !== undefined && { stress }),
    ...(flags.checkpointAdvice === true && { checkpointAdvice: checkpointAdvice(loaded.setup) }),
  };
}

/** Empty without extras. */
export function renderExtras({ stress, checkpointAdvice: advice }: Extras): string {
  const lines = [
    ...(stress === undefined ? [] : section(`Named weather: ${stressSentence(stress)}`, stressLines(stress))),
    ...(advice === undefined ? [] : section('Checkpoints', checkpointLines(advice))),
  ];
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
