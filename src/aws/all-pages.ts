/** Reads every page of a Batch answer. */
import type { BatchReader, BatchReadOperation, BatchReadOperations } from './batch-api.ts';

/**
 * The answers of all pages in order. AWS ends with no token or an empty one; a token that comes twice would never end and
 * throws.
 */
export async function* allPages<O extends BatchReadOperation>(
  reader: BatchReader,
  operation: O,
  input: BatchReadOperations[O]['input'],
  signal?: AbortSignal,
): AsyncGenerator<BatchReadOperations[O]['output']> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const asked = token === undefined ? input : { ...input, nextToken: token };
    const answer = await reader.read(operation, asked, signal);
    yield answer;
    token = (answer as { readonly nextToken?: string }).nextToken || undefined;
    if (token !== undefined && seen.has(token)) throw new Error(`${operation} answered the same page token twice`);
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
}
