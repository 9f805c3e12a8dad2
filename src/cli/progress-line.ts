import type { WriteStream } from 'node:tty';

/** One line on a terminal that is drawn over; nothing where the output is no terminal. */
export function progressLine(stream: WriteStream): { show(text: string): Promise<void>; end(): void } {
  if (!stream.isTTY) return { show: () => Promise.resolve(), end: () => undefined };
  return {
    show: (text) => {
      stream.write(`\r\u001B[2K${text}`);
      return Promise.resolve();
    },
    end: () => void stream.write('\r\u001B[2K'),
  };
}
