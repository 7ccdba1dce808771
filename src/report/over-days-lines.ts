/** Whether the recommendation can be told from each plain habit on other days than those seen, not only under other luck. */
import type { AgainstHabit, OverDays } from '../optimize/over-days.ts';
import { formatPlural, formatSignedPercent } from './format.ts';
import { alignRows, wrap } from './layout.ts';

export function overDaysTitle({ against, replications }: OverDays): string {
  const [{ days, horizonDays }] = against;
  return `Against plain habits on other days (${formatPlural(days, 'day')} seen, ${formatPlural(replications, 'replication')}; 95 % for ${formatPlural(horizonDays, 'day')})`;
}

/** Header first. How much dearer each habit is, the dearest last. */
export function overDaysRows({ against }: OverDays): readonly (readonly string[])[] {
  const sorted = against.toSorted((left, right) => left.extraShare - right.extraShare);
  return [
    ['habit', 'dearer by', '95 % over days', ''],
    ...sorted.map((habit) => [
      habit.name,
      formatSignedPercent(habit.extraShare),
      `${formatSignedPercent(habit.lo)} to ${formatSignedPercent(habit.hi)}`,
      verdictOf(habit),
    ]),
  ];
}

function verdictOf({ lo, hi }: AgainstHabit): string {
  if (lo > 0) return 'dearer';
  return hi < 0 ? 'cheaper' : 'cannot tell';
}

/** For the head of a page: how many habits it beats for sure. */
export function overDaysVerdict({ against }: OverDays): string {
  const dearer = against.filter(({ lo }) => lo > 0).length;
  const cheaper = against.filter(({ hi }) => hi < 0).length;
  const alike = against.length - dearer - cheaper;
  return [
    `On other days like these it is cheaper than ${dearer} of ${formatPlural(against.length, 'plain habit')}`,
    ...(alike === 0 ? [] : [`cannot be told from ${alike}`]),
    ...(cheaper === 0 ? [] : [`is dearer than ${cheaper}`]),
  ]
    .join(', ')
    .concat('.');
}

/** One sentence that names what cannot be claimed. */
export function overDaysSentence({ against }: OverDays): string {
  const alike = against.filter(({ lo, hi }) => lo <= 0 && hi >= 0).map(({ name }) => name);
  const cheaper = against.filter(({ hi }) => hi < 0).map(({ name }) => name);
  const dearer = against.length - alike.length - cheaper.length;
  return [
    `On days like those seen the recommended configuration is cheaper than ${dearer} of ${formatPlural(against.length, 'plain habit')}`,
    ...(alike.length === 0 ? [] : [`it cannot be told from ${alike.join('; ')}`]),
    ...(cheaper.length === 0 ? [] : [`it is dearer than ${cheaper.join('; ')}`]),
  ].join('; ');
}

export function overDaysLines(overDays: OverDays): readonly string[] {
  return [
    ...alignRows(overDaysRows(overDays), ['left', 'right', 'right', 'left']),
    ...wrap(`${overDaysSentence(overDays)}.`),
  ];
}
