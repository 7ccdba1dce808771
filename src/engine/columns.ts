/** A longer copy of a column that has become too short; what is new of it is 0. */
export function extend<Column extends Float64Array | Int32Array>(column: Column, capacity: number): Column {
  const longer = new (column.constructor as new (length: number) => Column)(capacity);
  longer.set(column);
  return longer;
}
