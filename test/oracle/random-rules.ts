import { dayAfter, localTime } from './calendar.js';
import { type RequestRules } from './documents.js';
import { type Random } from './random.js';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Jerusalem',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
];

/** Each rule is sometimes left to the deployment. `now`: milliseconds since 1970. */
export function randomRules(random: Random, now: number): Partial<RequestRules> {
  const today = localTime(now, 'UTC').day;
  const rules: Partial<RequestRules> = {};
  const minute = `${String(random.integer(0, 23)).padStart(2, '0')}:${String(random.integer(0, 59)).padStart(2, '0')}`;
  const timezone = random.oneOf(zones);
  const days = () =>
    random.happens(0.02) ? random.integer(100, 3_650) : random.oneOf([0, 0, 1, 2, 3, 7, 20]);
  if (random.happens(0.4)) rules.no_weekends = random.happens(0.4);
  if (random.happens(0.4)) rules.timezone = timezone;
  if (random.happens(0.5)) {
    rules.cutoff_time = random.oneOf(['00:00', '23:59', '14:00', minute, localTime(now, timezone).time]);
  }
  if (random.happens(0.4)) rules.lead_time_buffer_days = days();
  if (random.happens(0.4)) rules.processing_lead_time_days = days();
  if (random.happens(0.6)) {
    rules.desired_date_mode = random.oneOf(['LATEST_ACCEPTABLE', 'STRICT_FAIL', 'NO_EARLY_DELIVERY']);
  }
  if (random.happens(0.5)) rules.inbound_scope = random.oneOf(['SCOPE', 'COMPANY', 'COMPANY']);
  if (random.happens(0.3)) {
    rules.order_created_at = `${dayAfter(today, random.integer(-12, 12))}T${random.oneOf([minute, rules.cutoff_time ?? '14:00', '14:01'])}`;
  }
  if (random.happens(0.4)) {
    rules.overdue_po = 'ASSUME_DAYS';
    rules.overdue_po_days = random.oneOf([1, 2, 3, 5, 10, 30]);
  } else if (random.happens(0.2)) {
    rules.overdue_po = 'EXCLUDE';
  }
  return rules;
}
