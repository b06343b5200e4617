import { type Level, pino } from 'pino';
import { env } from './env';
import { currentTraceId } from './tracing';

/**
 * Logs are events: a dotted name and fields from this list, nothing else. Free text and whole objects cannot be passed, so
 * patient data cannot slip into a log. A new field needs a line here.
 */
export type LogFields = {
  readonly stage?: string;
  readonly bell?: string;
  readonly sweep?: string;
  readonly connection?: string;
  readonly flow?: string;
  readonly route?: string;
  readonly method?: string;
  readonly status?: number;
  readonly code?: string;
  readonly count?: number;
  readonly moved?: number;
  readonly tries?: number;
  readonly bytes?: number;
  readonly tookMs?: number;
  readonly port?: number;
  readonly signal?: string;
  readonly artifactId?: string;
  readonly remitId?: string;
  readonly eventId?: string;
  readonly postingId?: string;
  readonly causeId?: string;
  readonly replayId?: string;
  readonly actor?: string;
  readonly error?: unknown;
};

export type Logger = Readonly<Record<'debug' | 'info' | 'warn' | 'error' | 'fatal', Say>>;
type Say = (event: string, fields?: LogFields) => void;

let root: pino.Logger | undefined;

function rootLogger(): pino.Logger {
  root ??= pino({
    level: env().LOG_LEVEL,
    base: { role: env().TIEOUT_ROLE, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    messageKey: 'event',
  });
  return root;
}

/** A logger whose events carry the component's name and, inside a traced call, its trace id. */
export function logger(component: string): Logger {
  const say =
    (level: Level): Say =>
    (event, fields = {}) => {
      const { error, ...plain } = fields;
      const trace = currentTraceId();
      rootLogger()[level](
        {
          component,
          ...plain,
          ...(trace ? { traceId: trace } : {}),
          ...(error ? { error: describeError(error) } : {}),
        },
        event,
      );
    };
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error'), fatal: say('fatal') };
}

const FRAMES_MAX = 8;

/**
 * What may be said about an error: its class, code, places, and its message with every quoted value and every longer
 * number blotted out — a driver's message may quote the row it refused.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = (error as { code?: unknown }).code;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: blot(error.message),
    at: frames.slice(0, FRAMES_MAX).map((line) => line.trim().slice(3)),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

export const blot = (text: string): string =>
  text
    .split('\n')[0]!
    .replace(/(["'`“(])[^"'`”)]*(["'`”)])/g, '$1…$2')
    .replace(/\d{4,}/g, '…')
    .slice(0, 300);
