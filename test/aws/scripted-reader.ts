/** A BatchReader that answers from a script, so that a test decides the pages, the order and the failures. */
import type { BatchReader, BatchReadOperation } from '../../src/aws/batch-api.ts';

export interface RecordedCall {
  readonly operation: BatchReadOperation;
  readonly input: Readonly<Record<string, unknown>>;
}

export type Script = Partial<Record<BatchReadOperation, (input: Readonly<Record<string, unknown>>) => unknown>>;

const EMPTY: Script = {
  DescribeComputeEnvironments: () => ({ computeEnvironments: [] }),
  DescribeJobQueues: () => ({ jobQueues: [] }),
  ListSchedulingPolicies: () => ({ schedulingPolicies: [] }),
  DescribeSchedulingPolicies: () => ({ schedulingPolicies: [] }),
  DescribeJobDefinitions: () => ({ jobDefinitions: [] }),
  ListConsumableResources: () => ({ consumableResources: [] }),
  ListJobs: () => ({ jobSummaryList: [] }),
};

/** What the script leaves out is answered as by an empty account; a script that throws is a failing service. */
export function scriptedReader(script: Script): { readonly reader: BatchReader; readonly calls: RecordedCall[] } {
  const calls: RecordedCall[] = [];
  const reader: BatchReader = {
    async read(operation, input) {
      const asked = input as Readonly<Record<string, unknown>>;
      calls.push({ operation, input: asked });
      const answer = script[operation] ?? EMPTY[operation];
      if (answer === undefined) throw new Error(`the script has no ${operation}`);
      return answer(asked) as never;
    },
  };
  return { reader, calls };
}

/** An error as the SDK throws it. */
export function serviceError(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error(`${name} from the service`), { name, $metadata: { httpStatusCode } });
}

/** Cuts a list into pages by the token, as AWS does. */
export function paged(items: readonly unknown[], pageSize: number, key: string) {
  return ({ nextToken }: Readonly<Record<string, unknown>>) => {
    const start = nextToken === undefined ? 0 : Number(nextToken);
    const end = start + pageSize;
    // AWS may end with an empty token.
    return { [key]: items.slice(start, end), nextToken: end < items.length ? String(end) : '' };
  };
}
