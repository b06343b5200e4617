import { assetOf, formatAmount, NONE, unitOf } from '@/domain/amount';

/** The only place where an amount, a count or a time becomes text for a person. Amounts are bigint cents throughout. */
const MINUS = '−';
const MONEY = 'USD/2';

/** `123450n` → `$1,234.50`, `-100n` → `−$1.00`. Cents always, no brackets, no colour. */
export function formatMoney(amountMinor: bigint): string {
  const absolute = amountMinor < 0n ? -amountMinor : amountMinor;
  const cents = (absolute % 100n).toString().padStart(2, '0');
  return `${amountMinor < 0n ? MINUS : ''}$${(absolute / 100n).toLocaleString('en-US')}.${cents}`;
}

/** A difference or a change: `+$251.55`, `−$1.00`, `$0.00`. */
export const formatChange = (amountMinor: bigint): string => (amountMinor > 0n ? '+' : '') + formatMoney(amountMinor);

/** An amount of any asset: money as money, anything else with its unit behind it, `12 EA`; what has no amount says so. */
export function formatAsset(amountMinor: bigint, asset: string | null = MONEY): string {
  if (asset === null || asset === MONEY) return formatMoney(amountMinor);
  const known = assetOf(asset);
  if (known === NONE && amountMinor === 0n) return 'no amount';
  const [whole = '', rest] = formatAmount({ asset: known, minor: amountMinor < 0n ? -amountMinor : amountMinor }).split(
    '.',
  );
  const digits = BigInt(whole).toLocaleString('en-US');
  return `${amountMinor < 0n ? MINUS : ''}${digits}${rest ? `.${rest}` : ''} ${unitOf(known)}`;
}

export const formatCount = (count: number | bigint): string => count.toLocaleString('en-US');

/** `1 item`, `2 items`, `1,204 claims`. */
export const formatItems = (count: number, one = 'item', many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** Percent of a whole in thousandths of a percent, for drawing only. Zero for an empty whole or a negative part. */
export function percentOf(part: bigint, whole: bigint): number {
  if (whole <= 0n || part <= 0n) return 0;
  return Number((part * 100_000n) / whole) / 1000;
}

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB'] as const;

/** `842 B`, `1.2 MB`. */
export function formatBytes(bytes: bigint): string {
  let unit = 0;
  let tenths = bytes * 10n;
  while (tenths >= 10_000n && unit < BYTE_UNITS.length - 1) {
    tenths /= 1000n;
    unit += 1;
  }
  const text = unit === 0 || tenths >= 1000n ? `${tenths / 10n}` : `${tenths / 10n}.${tenths % 10n}`;
  return `${text} ${BYTE_UNITS[unit]}`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `34 s`, `4 m`, `22 h`, `1 d 20 h`: two units at most, the smaller dropped when it is zero. */
export function formatAge(ms: number): string {
  const span = Math.max(0, ms);
  const days = Math.floor(span / DAY);
  const hours = Math.floor((span % DAY) / HOUR);
  const minutes = Math.floor((span % HOUR) / MINUTE);
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 && hours < 10 ? `${hours} h ${minutes} m` : `${hours} h`;
  return minutes > 0 ? `${minutes} m` : `${Math.floor(span / 1000)} s`;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(zone: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone}|${name}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });
  formats.set(key, known);
  return known;
}

/** `09:42:10` in the given zone. Server and browser use the same zone, so that a page reads the same in both. */
export const formatClock = (at: Date, zone: string): string =>
  format(zone, 'clock', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);

/** `3 Nov 2026`. */
export const formatDay = (at: Date, zone: string): string =>
  format(zone, 'day', { day: 'numeric', month: 'short', year: 'numeric' }).format(at);

/** `3 Nov 2026, 09:42:10`. */
export const formatMoment = (at: Date, zone: string): string => `${formatDay(at, zone)}, ${formatClock(at, zone)}`;

/** `EST`, `UTC`. */
export function formatZone(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** A plain date `2026-10-14` → `14 Oct 2026`; it has no zone and must not be moved by one. */
export const formatDate = (date: string): string => formatDay(new Date(`${date}T12:00:00Z`), 'UTC');

/** A period `2026-10` → `Oct 2026`. */
export const formatPeriod = (period: string): string =>
  format('UTC', 'period', { month: 'short', year: 'numeric' }).format(new Date(`${period}-15T12:00:00Z`));
