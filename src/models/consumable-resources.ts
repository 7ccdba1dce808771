/**
 * Consumable resources: licences and the like that a job needs besides its instance (AWS Batch user guide, "Resource-aware
 * scheduling"). What jobs ask for, and how a trace writes it.
 */

/** `quantity` (at least 1, whole) of the resource called `name`. */
export interface ConsumableRequest {
  readonly name: string;
  readonly quantity: number;
}

/** `licence:2 database:1` (blanks, `|` or `;` between; 1 when no quantity is given); undefined when it is not that. */
export function parseConsumables(text: string): readonly ConsumableRequest[] | undefined {
  const requests: ConsumableRequest[] = [];
  for (const entry of text.split(/[\s|;]+/)) {
    if (entry === '') continue;
    const [, name = '', quantity = '1'] = /^([^:]+)(?::(\d+))?$/.exec(entry) ?? [];
    if (name === '' || Number(quantity) < 1 || requests.some((request) => request.name === name)) return undefined;
    requests.push({ name, quantity: Number(quantity) });
  }
  return requests;
}

/** Equal for equal requests, in whatever order they were written; undefined when nothing is asked for. */
export function consumablesKey(requests: readonly ConsumableRequest[] | undefined): string | undefined {
  if (requests === undefined) return undefined;
  return requests
    .map(({ name, quantity }) => `${name}:${quantity}`)
    .sort()
    .join(' ');
}
