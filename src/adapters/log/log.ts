import { pino } from 'pino';
import { redact } from '../../core/redact.ts';
import type { Log } from '../../ports/log.ts';

export type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/**
 * A log of JSON lines. Errors are told by name, message and stack, and every string passes redaction: token patterns and the
 * values that are secret right now.
 */
export function openLog(
  level: Level,
  liveSecrets: () => readonly string[],
  write: (line: string) => void,
): Log {
  const logger = pino(
    { level, base: null, serializers: { error: described } },
    { write: (line: string) => write(redact(line, liveSecrets())) },
  );
  return logger;
}

function described(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause === undefined ? {} : { cause: described(cause) }) };
}
