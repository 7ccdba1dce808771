/** What the confirmed configurations cost on days that the search never saw. */
import type { Holdout } from '../../optimize/holdout/holdout.ts';
import { holdoutNotes, holdoutRows, holdoutSentence, holdoutTitle } from '../../report/holdout-lines.ts';
import { WideTable } from './wide-table.tsx';

export function HeldOutDays({ holdout }: { readonly holdout: Holdout }) {
  return (
    <>
      <h3>{holdoutTitle(holdout)}</h3>
      <p>{holdoutSentence(holdout)}</p>
      <WideTable label={holdoutTitle(holdout)} rows={holdoutRows(holdout)} />
      <ul class="muted">
        {holdoutNotes(holdout).map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  );
}
