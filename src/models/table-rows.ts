/** The same table by columns (as it is used) and by rows (as it is kept in a file whose differences are to be read). */

export interface RowTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

type Columns = Readonly<Record<string, readonly unknown[]>>;

/** All columns are equally long. */
export function rowsOf(columns: object): RowTable {
  const names = Object.keys(columns);
  const lists = Object.values(columns as Columns);
  const rows = (lists[0] ?? []).map((_, row) => lists.map((list) => list[row]));
  return { names, rows };
}

/** Undefined when a row has more or fewer cells than there are names, or when it is no such table. */
export function columnsOf(table: unknown): Columns | undefined {
  const { names, rows } = (table ?? {}) as Partial<RowTable>;
  if (!Array.isArray(names) || !Array.isArray(rows)) return undefined;
  if (rows.some((row) => !Array.isArray(row) || row.length !== names.length)) return undefined;
  return Object.fromEntries(names.map((name, column) => [name, rows.map((row) => row[column])]));
}
