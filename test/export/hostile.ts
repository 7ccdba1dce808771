/** Text that breaks out of its place when an export forgets to escape it, and a configuration that carries it. */
import fc from 'fast-check';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { ON_DEMAND } from './configs.ts';

const PIECES = [
  '"',
  "'",
  '`',
  '\\',
  '${',
  '$${',
  '%{',
  '%%{',
  '}',
  '$(',
  '$',
  '#',
  '//',
  '/*',
  '*/',
  '\n',
  '\r\n',
  '\t',
  '\u0000',
  '\u2028',
  '\u2029',
  '\u0085',
  '\ufeff',
  '<<EOF',
  '{{',
  ': ',
  '- ',
  '!Ref ',
  '&a',
  '*a',
  '|',
  '>',
  'é',
  '😀',
  '__proto__',
  'constructor',
  'a',
  ' ',
] as const;

/** Well-formed text: AWS takes tags as UTF-8, where a lone surrogate does not exist. */
export const HOSTILE_TEXT = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'grapheme', maxLength: 6 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((pieces) => pieces.join(''))
  .filter((text) => text !== '__proto__');

/** The same tags on everything that has tags, and their values as a command. */
export function withHostileTags(tags: Readonly<Record<string, string>>): BatchConfig {
  const [environment] = ON_DEMAND.computeEnvironments;
  const { computeResources } = environment;
  if (computeResources === undefined) throw new Error('the sample has computeResources');
  return {
    computeEnvironments: [{ ...environment, tags, computeResources: { ...computeResources, tags } }],
    schedulingPolicies: [{ name: 'fair', fairsharePolicy: {}, tags }],
    jobQueues: [{ ...ON_DEMAND.jobQueues[0], schedulingPolicyArn: 'fair', tags }],
    jobDefinitions: [
      {
        jobDefinitionName: 'run',
        type: 'container',
        containerProperties: {
          image: 'busybox',
          command: Object.values(tags),
          resourceRequirements: [
            { type: 'VCPU', value: '1' },
            { type: 'MEMORY', value: '512' },
          ],
        },
        retryStrategy: { attempts: 2, evaluateOnExit: [{ onReason: 'Host EC2*', action: 'RETRY' }] },
      },
    ],
  };
}
