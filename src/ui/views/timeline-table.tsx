/** One timeline as a table of a few stretches, for those who read rather than look. */
import { formatCount } from '../../report/format.ts';
import { timelineRows } from '../chart-data.ts';
import type { Timeline } from '../optimize-run.ts';

const ROWS = 24;

export function TimelineTable({ name, timeline }: { readonly name: string; readonly timeline: Timeline }) {
  return (
    <table class="figures">
      <caption>{name}: means over stretches of time</caption>
      <thead>
        <tr>
          <th scope="col">hours</th>
          <th scope="col">jobs waiting</th>
          <th scope="col">vCPUs used</th>
          <th scope="col">vCPUs rented</th>
        </tr>
      </thead>
      <tbody>
        {timelineRows(timeline, ROWS).map(({ fromHour, toHour, waiting, used, total }) => (
          <tr key={fromHour}>
            <th scope="row">
              {fromHour.toFixed(1)} to {toHour.toFixed(1)}
            </th>
            <td>{formatCount(waiting)}</td>
            <td>{formatCount(used)}</td>
            <td>{formatCount(total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
