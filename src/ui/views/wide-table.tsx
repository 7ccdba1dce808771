/** A table of finished texts, header first and a name before each row; too wide for a small screen, it scrolls by itself. */
export function WideTable({ rows: [header, ...rows] }: { readonly rows: readonly (readonly string[])[] }) {
  return (
    <div class="wide">
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
    </div>
  );
}

/** Two columns may have the same heading. */
function columnKey(heading: string, column: number): string {
  return `${column}/${heading}`;
}
