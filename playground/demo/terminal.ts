import { styleText } from 'node:util';

/** Where the demo tells what happens. Colours are left out where the terminal has none. */
export interface Terminal {
  /** In columns. */
  readonly width: number;
  print(text: string): void;
  /** Something that has just begun or happened, with the seconds since the start. */
  step(text: string): void;
  bold(text: string): string;
  dim(text: string): string;
}

const widest = 100;

export function openTerminal(stream: NodeJS.WriteStream): Terminal {
  const start = performance.now();
  function bold(text: string): string {
    return styleText('bold', text, { stream });
  }
  function dim(text: string): string {
    return styleText('dim', text, { stream });
  }
  function print(text: string): void {
    stream.write(`${text}\n`);
  }
  return {
    width: Math.min(stream.columns ?? widest, widest),
    print,
    step(text) {
      const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
      print(`${dim(`${seconds} s`)}  ${text}`);
    },
    bold,
    dim,
  };
}
