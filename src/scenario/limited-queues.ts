/** The queues that limits on waits name, and whether there are such queues. */
import type { BatchConfig } from '../models/batch-config.ts';
import { nearestName } from '../models/nearest-name.ts';
import type { Problem } from '../models/problem.ts';
import { parseThreshold, type Threshold } from './threshold-parser.ts';

interface Limited {
  readonly thresholds: readonly string[];
  readonly objective: { readonly subjectTo: readonly string[] };
}

/** Each once; undefined where limits are about the jobs of all queues together. */
export function limitedQueues({ thresholds, objective }: Limited): readonly string[] | undefined {
  const queues = [...thresholds, ...objective.subjectTo].flatMap((text) => queueIn(text) ?? []);
  return queues.length === 0 ? undefined : [...new Set(queues)];
}

/** What is wrong with the queue of a limit; undefined when it names none, or one that the configuration has. */
export function unknownQueueOf(
  { text, condition }: Threshold,
  { jobQueues }: BatchConfig,
): Omit<Problem, 'path'> | undefined {
  const { queue } = condition;
  const names = jobQueues.map(({ jobQueueName }) => jobQueueName);
  if (queue === undefined || names.includes(queue)) return undefined;
  const near = nearestName(queue, names);
  const suggestion = near === undefined ? '' : `did you mean ${near}? `;
  return { message: `in "${text}": unknown job queue "${queue}"`, hint: `${suggestion}queues: ${names.join(', ')}` };
}

function queueIn(text: string): string | undefined {
  const parsed = parseThreshold(text);
  return parsed.ok ? parsed.value.condition.queue : undefined;
}
