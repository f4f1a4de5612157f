import { easterSunday, holidayRows } from './calendar.js';

describe('easterSunday', () => {
  it.each([
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2038, '2038-04-25'],
  ])('%i', (year, day) => expect(easterSunday(year)).toBe(day));
});

describe('holidayRows', () => {
  const rows = holidayRows(2026);

  it('has every weekend of two years and no day twice', () => {
    expect(rows.filter((row) => row['weekly_off'] === 1)).toHaveLength(208);
    expect(new Set(rows.map((row) => row['holiday_date'])).size).toBe(rows.length);
  });

  it('has feasts that fall on working days only', () => {
    const days = rows.filter((row) => row['weekly_off'] === 0).map((row) => row['holiday_date']);
    expect(days).toContain('2026-12-25');
    expect(days).not.toContain('2026-12-26');
  });
});
