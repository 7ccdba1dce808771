/** Reads every page of an answer. */

/** Batch writes `nextToken`, EC2 and the Price List `NextToken`. */
interface Page {
  readonly nextToken?: string | undefined;
  readonly NextToken?: string | undefined;
}

/**
 * The answers of all pages in order; `read` is called with the token of the page, undefined for the first. AWS ends with
 * no token or an empty one; a token that comes twice would never end and throws.
 */
export async function* allPages<Answer extends Page>(
  read: (token: string | undefined) => Promise<Answer>,
): AsyncGenerator<Answer> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const answer = await read(token);
    yield answer;
    token = answer.nextToken || answer.NextToken || undefined;
    if (token !== undefined && seen.has(token)) throw new Error('AWS answered the same page token twice');
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
}
