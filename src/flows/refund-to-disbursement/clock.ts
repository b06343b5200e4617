import type { Rules } from './rules';

/** Arithmetic of plain dates (YYYY-MM-DD). No clock is read here: days come in as texts. */

const DAY_MS = 86_400_000;
const instant = (day: string): number => Date.parse(`${day}T00:00:00Z`);

export const addDays = (day: string, days: number): string =>
  new Date(instant(day) + days * DAY_MS).toISOString().slice(0, 10);
const daysBetween = (from: string, to: string): number => Math.round((instant(to) - instant(from)) / DAY_MS);
export const addHours = (at: string, hours: number): string =>
  new Date(Date.parse(at) + hours * 3_600_000).toISOString();
export const dayOf = (at: string): string => at.slice(0, 10);

/** Timers are set for the morning of a day in most of the country, so that people find them when they start. */
export const morningOf = (day: string): string => `${day}T11:00:00.000Z`;

export function lastOfMonth(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

type ClockQuestion = {
  readonly identifiedOn: string;
  readonly payerClass: string | null;
  readonly kind: 'patient' | 'payer';
  readonly investigation: { readonly from: string; readonly to: string | null } | null;
};

/**
 * When the money has to be back. For government payers the days of a timely investigation do not count: the clock stops
 * while it runs, at the latest until so many days after identification, and goes on with the days that were left.
 */
export function dueOf(
  question: ClockQuestion,
  { clocks }: Rules,
): { readonly due: string; readonly statutory: boolean } {
  const statutory =
    question.payerClass !== null && clocks.governmentClasses.includes(question.payerClass.toUpperCase());
  const days = statutory ? clocks.governmentDays : question.kind === 'patient' ? clocks.patientDays : clocks.payerDays;
  const plain = addDays(question.identifiedOn, days);
  const { investigation } = question;
  const suspends = question.payerClass !== null && clocks.suspensionClasses.includes(question.payerClass.toUpperCase());
  // An investigation that begins after the money was due came too late to stop anything.
  if (!suspends || investigation === null || investigation.from >= plain) return { due: plain, statutory };
  const latest = addDays(question.identifiedOn, clocks.suspensionDaysMax);
  const until = investigation.to === null || investigation.to > latest ? latest : investigation.to;
  const left = days - Math.max(0, daysBetween(question.identifiedOn, investigation.from));
  return { due: addDays(until, left), statutory };
}

/** The next day on which a warning is due after `today`, or null when all have been given. */
export function nextWarning(
  clock: { readonly from: string; readonly due: string },
  today: string,
  rules: Rules,
): string | null {
  // Warnings are counted from the end, so that a suspended clock warns as early before its due date as any other.
  const days = rules.clocks.warnDaysBefore.map((before) => addDays(clock.due, -before));
  return [...days, addDays(clock.due, 1)].sort().find((each) => each > today) ?? null;
}
