export const EXPIRIES = [
  { value: '60', label: 'An hour' },
  { value: '1440', label: 'A day' },
  { value: '10080', label: 'A week' },
  { value: '43200', label: 'A month' },
] as const;
/** Minutes. */
export type Expiry = (typeof EXPIRIES)[number]['value'];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `expires in 3 h`: rounded down, so that nothing is promised that isn't kept. */
export function formatLeft(until: string, now: number): string {
  const left = Date.parse(until) - now;
  if (left <= 0) return 'expired';
  if (left < MINUTE) return 'expires in less than a minute';
  if (left < HOUR) return `expires in ${Math.floor(left / MINUTE)} min`;
  if (left < 2 * DAY) return `expires in ${Math.floor(left / HOUR)} h`;
  return `expires in ${Math.floor(left / DAY)} days`;
}
