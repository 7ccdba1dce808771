/** One page of a list, with an opaque token for the next. */
import { clientException } from './failures.ts';

export interface Page<Item> {
  readonly items: Item[];
  readonly nextToken: string | undefined;
}

export function pageOf<Item>(
  all: readonly Item[],
  { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
  pageSize: number,
): Page<Item> {
  if (maxResults !== undefined && (maxResults < 1 || maxResults > 1000))
    throw clientException(`maxResults must be between 1 and 100, got ${maxResults}`);
  const start = nextToken === undefined ? 0 : startOf(nextToken);
  const size = Math.min(maxResults ?? pageSize, pageSize);
  const end = start + size;
  return { items: all.slice(start, end), nextToken: end < all.length ? tokenOf(end) : undefined };
}

function tokenOf(start: number): string {
  return Buffer.from(`page-${start}`).toString('base64url');
}

function startOf(token: string): number {
  const start = Number(/^page-(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1] ?? Number.NaN);
  if (!Number.isInteger(start)) throw clientException('Invalid pagination token');
  return start;
}
