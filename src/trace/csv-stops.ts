/** Reads when somebody cancelled or terminated a job (API CancelJob, TerminateJob), on the clock of the submit times. */
import type { StopRequest } from '../models/stop-times.ts';
import type { CsvMoment, CsvRow } from './csv-row.ts';

export function stopTimesOf(row: CsvRow, submit: CsvMoment): StopRequest {
  return {
    cancelMs: stopMs(row, submit, 'cancel', 'cancelRelative'),
    terminateMs: stopMs(row, submit, 'terminate', 'terminateRelative'),
  };
}

function stopMs(
  row: CsvRow,
  submit: CsvMoment,
  date: 'cancel' | 'terminate',
  relative: 'cancelRelative' | 'terminateRelative',
): number | undefined {
  const [used, other] = submit.isEpoch ? [date, relative] : [relative, date];
  if (row.text(other) !== undefined) {
    const names = date === 'cancel' ? ['cancelled_at', 'cancel_s'] : ['terminated_at', 'terminate_s'];
    const [asDates, asSeconds] = names;
    const hint = submit.isEpoch ? `give a date in ${asDates}` : `give seconds in ${asSeconds}`;
    return row.reject(other, 'is not on the clock of the submit times', hint);
  }
  const ms = submit.isEpoch ? row.moment(date, false)?.ms : row.number(relative, Number.NEGATIVE_INFINITY);
  if (ms === undefined || ms >= submit.ms) return ms;
  return row.reject(used, 'is before the job is submitted', 'correct one of the two');
}
