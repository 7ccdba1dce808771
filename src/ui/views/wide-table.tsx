/** Tables too wide for a small screen. */
import type { ComponentChildren } from 'preact';

/** Scrolls by itself; reached by keyboard also where browsers do not see to that. */
export function Wide({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable to be scrolled
    <section class="wide" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

export interface WideTableProps {
  readonly label: string;
  readonly rows: readonly (readonly string[])[];
}

/** A table of finished texts, header first and a name before each row. */
export function WideTable({ label, rows: [header, ...rows] }: WideTableProps) {
  return (
    <Wide label={label}>
      <table class="figures">
        <thead>
          <tr>
            {header.map((cell, column) => (
              <th scope="col" key={columnKey(cell, column)}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, column) => (
                <td key={columnKey(header[column + 1], column)}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

/** Two columns may have the same heading. */
function columnKey(heading: string, column: number): string {
  return `${column}/${heading}`;
}
