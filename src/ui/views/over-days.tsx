/** Whether the recommendation can be told from the plain habits on other days than those seen. */
import type { OverDays } from '../../optimize/over-days.ts';
import { overDaysRows, overDaysSentence, overDaysTitle } from '../../report/over-days-lines.ts';

export function AgainstHabits({ overDays }: { readonly overDays: OverDays }) {
  const [header, ...rows] = overDaysRows(overDays);
  return (
    <>
      <h3>{overDaysTitle(overDays)}</h3>
      <p>{overDaysSentence(overDays)}.</p>
      <div class="wide">
        <table class="figures">
          <thead>
            <tr>
              {header.map((cell) => (
                <th scope="col" key={cell}>
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
                  <td key={header[column + 1]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
