import type { Keep, MonthChoice, Retention } from './retention-schema.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** The last number that every month has a day of. */
const SHORTEST_MONTH = 28;

/**
 * What a policy keeps, a line a rule, as it stands in a sentence: "the first point of each week, for 12 weeks", "every
 * point, the newest 30". The tier of snapshots has a line of its own.
 */
export function describeRetention({ all, daily, weekly, monthly, yearly, snapshotDays }: Retention): string[] {
  return [
    ...(all ? [`every point, ${keptInWords(all.keep)}`] : []),
    ...(daily ? [`the first point of each day, ${keptInWords(daily.keep)}`] : []),
    ...(weekly ? [`the first point of each ${weekOrDay(weekly.choose)}, ${keptInWords(weekly.keep)}`] : []),
    ...(monthly ? [`the first point ${ofDay(monthly.choose)}of each month, ${keptInWords(monthly.keep)}`] : []),
    ...(yearly ? [describeYearly(yearly)] : []),
    ...(snapshotDays === undefined ? [] : [`snapshots beside the data, for ${counted(snapshotDays, 'day')}`]),
  ];
}

function describeYearly({ months, choose, keep }: NonNullable<Retention['yearly']>): string {
  if (months) {
    const named = MONTHS.filter((_, index) => months.includes(index + 1));
    // What is counted are years, and each of them may have a point of several months.
    const kept = 'count' in keep ? `of ${newest(keep.count, 'year')}` : keptInWords(keep);
    return `the first point ${ofDay(choose)}of each ${listed(named)}, ${kept}`;
  }
  const onDay = choose === undefined || choose === 'FIRST' ? '' : ` that was taken ${ofDay(choose)}of a month`;
  return `the first point of each year${onDay}, ${keptInWords(keep)}`;
}

function weekOrDay(choose: NonNullable<Retention['weekly']>['choose'] = 'FIRST'): string {
  return choose === 'FIRST' ? 'week' : capitalised(choose);
}

/** Which day of a month, with the space behind it; nothing where it may be any. */
function ofDay(choose: MonthChoice = 'FIRST'): string {
  if (choose === 'FIRST') return '';
  if ('week' in choose) return `on the ${choose.week.toLowerCase()} ${capitalised(choose.weekday)} `;
  if (choose.day === 'LAST') return 'on the last day ';
  return `on the ${ordinal(choose.day)}${choose.day > SHORTEST_MONTH ? ' or else the last day ' : ' '}`;
}

function keptInWords(keep: Keep): string {
  if ('count' in keep) return newest(keep.count);
  if ('days' in keep) return `for ${counted(keep.days, 'day')}`;
  if ('weeks' in keep) return `for ${counted(keep.weeks, 'week')}`;
  return 'months' in keep ? `for ${counted(keep.months, 'month')}` : `for ${counted(keep.years, 'year')}`;
}

function newest(count: number, unit?: string): string {
  if (unit !== undefined) return count === 1 ? `the newest ${unit}` : `the newest ${count} ${unit}s`;
  return count === 1 ? 'the newest alone' : `the newest ${count}`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function ordinal(day: number): string {
  if (day > 3 && day < 21) return `${day}th`;
  return `${day}${['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'}`;
}

function capitalised(word: string): string {
  return word.slice(0, 1) + word.slice(1).toLowerCase();
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${last}` : last;
}
