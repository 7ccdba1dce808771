/** What the confirmed configurations cost on days that the search never saw. */
import type { Holdout } from '../../optimize/holdout/holdout.ts';
import { holdoutNotes, holdoutRows, holdoutSentence, holdoutTitle } from '../../report/holdout-lines.ts';

export function HeldOutDays({ holdout }: { readonly holdout: Holdout }) {
  const [header, ...rows] = holdoutRows(holdout);
  return (
    <>
      <h3>{holdoutTitle(holdout)}</h3>
      <p>{holdoutSentence(holdout)}</p>
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
      <ul class="muted">
        {holdoutNotes(holdout).map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  );
}

/** Two columns have the same heading. */
function columnKey(heading: string, column: number): string {
  return `${column}/${heading}`;
}
