/**
 * Reads when somebody cancelled or terminated a job (API CancelJob, TerminateJob) and when it is due, on the clock of the
 * submit times.
 */
import type { StopRequest } from '../models/stop-times.ts';
import type { CsvMoment, CsvRow } from './csv-row.ts';

export function stopTimesOf(row: CsvRow, submit: CsvMoment): StopRequest {
  return {
    cancelMs: laterMs(row, submit, 'cancel'),
    terminateMs: laterMs(row, submit, 'terminate'),
    deadlineMs: laterMs(row, submit, 'deadline'),
  };
}

/** As dates, as seconds. */
const COLUMN_NAMES = {
  cancel: ['cancelled_at', 'cancel_s'],
  terminate: ['terminated_at', 'terminate_s'],
  deadline: ['deadline', 'deadline_s'],
} as const;

function laterMs(row: CsvRow, submit: CsvMoment, date: keyof typeof COLUMN_NAMES): number | undefined {
  const relative = `${date}Relative` as const;
  const [used, other] = submit.isEpoch ? [date, relative] : [relative, date];
  if (row.text(other) !== undefined) {
    const [asDates, asSeconds] = COLUMN_NAMES[date];
    const hint = submit.isEpoch ? `give a date in ${asDates}` : `give seconds in ${asSeconds}`;
    return row.reject(other, 'is not on the clock of the submit times', hint);
  }
  const ms = submit.isEpoch ? row.moment(date, false)?.ms : row.number(relative, Number.NEGATIVE_INFINITY);
  if (ms === undefined || ms >= submit.ms) return ms;
  return row.reject(used, 'is before the job is submitted', 'correct one of the two');
}
