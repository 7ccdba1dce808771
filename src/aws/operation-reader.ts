/** The shape of the reading ports: an operation by the SDK's name, its input, its answer. */

export interface OperationReader<Operations extends OperationTable<Operations>> {
  read<O extends keyof Operations & string>(
    operation: O,
    input: Operations[O]['input'],
    signal?: AbortSignal,
  ): Promise<Operations[O]['output']>;
}

type OperationTable<Operations> = {
  readonly [O in keyof Operations]: { readonly input: unknown; readonly output: unknown };
};
