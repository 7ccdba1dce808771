/** Whether the recommendation can be told from the plain habits on other days than those seen. */
import type { OverDays } from '../../optimize/over-days.ts';
import { overDaysRows, overDaysSentence, overDaysTitle } from '../../report/over-days-lines.ts';
import { WideTable } from './wide-table.tsx';

export function AgainstHabits({ overDays }: { readonly overDays: OverDays }) {
  return (
    <>
      <h3>{overDaysTitle(overDays)}</h3>
      <p>{overDaysSentence(overDays)}.</p>
      <WideTable label={overDaysTitle(overDays)} rows={overDaysRows(overDays)} />
    </>
  );
}
