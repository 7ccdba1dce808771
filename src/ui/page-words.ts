/**
 * Sentences that both doors tell name flags of the command line, which the page does not have: here stand the page's words for them. The
 * downloads keep the command line's bytes.
 */
const PAGE_WORDS: readonly (readonly [string, string])[] = [
  [
    '`--architectures x86_64,arm64` (search.architectures in a scenario) tries both',
    '`search: { architectures: [x86_64, arm64] }` in the scenario tries both',
  ],
  ['(explain says what else)', '(`batchwright explain FILE.yaml` says what else)'],
  ['whatever its --budget', 'however long it may take'],
  [
    'a larger --budget looks further',
    'the command line looks further when it may simulate more: `batchwright optimize FILE.yaml --budget N`',
  ],
  [
    'a larger --budget may find better',
    'the command line may find better when it may simulate more: `batchwright optimize FILE.yaml --budget N`',
  ],
  ['ask for it with --tornado', 'the command line does it when asked to: `batchwright optimize FILE.yaml --tornado`'],
  ['more kinds of job: see --json.', 'more kinds of job: they stand in the plan JSON.'],
  ['more kind of job: see --json.', 'more kind of job: it stands in the plan JSON.'],
  [
    'a job history goes to --trace of simulate or optimize',
    'if this is a job history, give its file a name that does not end in .yaml or .yml',
  ],
  ["memoryFrom 'none' (--memory-from none) uses", "memoryFrom 'none' (workload.trace.memoryFrom in the scenario) uses"],
];

export function inPageWords(text: string): string {
  return PAGE_WORDS.reduce((said, [flags, words]) => said.replace(flags, words), text);
}
