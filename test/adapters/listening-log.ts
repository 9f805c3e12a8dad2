import type { Log } from '../../src/ports/log.ts';

/** A log that keeps its lines and can be waited for. */
export interface ListeningLog extends Log {
  /** The fields of the first line with this message, now or when it comes. */
  next(message: string): Promise<Readonly<Record<string, unknown>>>;
}

interface Line {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export function listeningLog(): ListeningLog {
  const lines: Line[] = [];
  const waiting: (() => void)[] = [];
  const log: ListeningLog = { info: keep, warn: keep, error: keep, child: () => log, next };
  return log;

  function keep(fields: Line['fields'], message: string): void {
    lines.push({ fields, message });
    for (const wake of waiting.splice(0)) wake();
  }

  async function next(message: string): Promise<Line['fields']> {
    for (;;) {
      const found = lines.find((line) => line.message === message);
      if (found) return found.fields;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }
}
