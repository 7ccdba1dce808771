/** One cell of a CSV file, quoted when RFC 4180 asks for it; undefined is an empty cell. */
export function csvField(value: string | number | undefined): string {
  if (value === undefined) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
