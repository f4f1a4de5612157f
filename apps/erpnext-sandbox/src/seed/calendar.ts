import { addDays } from '../database/site-clock.js';
import { type Row } from '../database/database.js';

/** Weekends and feasts of two years, as rows of a Holiday List; a feast on a weekend is a weekend. */
export function holidayRows(year: number): Row[] {
  const feasts = new Map([...feastsOf(year), ...feastsOf(year + 1)]);
  const rows: Row[] = [];
  for (let day = `${year}-01-01`; day <= `${year + 1}-12-31`; day = addDays(day, 1)) {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    const feast = feasts.get(day);
    if (weekday === 0 || weekday === 6) {
      rows.push({ holiday_date: day, weekly_off: 1, description: weekday === 0 ? 'Sunday' : 'Saturday' });
    } else if (feast !== undefined) {
      rows.push({ holiday_date: day, weekly_off: 0, description: feast });
    }
  }
  return rows;
}

function feastsOf(year: number): [string, string][] {
  const easter = easterSunday(year);
  return [
    [`${year}-01-01`, "New Year's Day"],
    [addDays(easter, -2), 'Good Friday'],
    [addDays(easter, 1), 'Easter Monday'],
    [`${year}-05-01`, 'Labour Day'],
    [addDays(easter, 39), 'Ascension Day'],
    [addDays(easter, 50), 'Whit Monday'],
    [`${year}-10-03`, 'Day of German Unity'],
    [`${year}-12-25`, 'Christmas Day'],
    [`${year}-12-26`, 'Second Day of Christmas'],
  ];
}

/** Western Easter (Meeus, Jones, Butcher). */
export function easterSunday(year: number): string {
  const a = year % 19;
  const century = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(century / 4);
  const g = Math.floor((8 * century + 13) / 25);
  const h = (19 * a + century - d - g + 15) % 30;
  const l = (32 + 2 * (century % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  const month = Math.floor(sum / 31);
  return `${year}-${String(month).padStart(2, '0')}-${String((sum % 31) + 1).padStart(2, '0')}`;
}
