import type { SandboxEnding } from '../ports/sandbox.ts';

/** How a command ended, as the end of a sentence that begins with the command. */
export function endingText(ended: SandboxEnding): string {
  if (ended.is === 'exited') return `ended with exit code ${ended.exitCode}`;
  if (ended.is === 'signalled') return `was ended by ${ended.signal}`;
  if (ended.is === 'cancelled') return 'was cancelled';
  if (ended.is === 'not-verified') return `was not run: ${ended.reason}`;
  return `${excess(ended)} and was stopped`;
}

function excess(
  ended: Exclude<SandboxEnding, { is: 'exited' | 'signalled' | 'cancelled' | 'not-verified' }>,
): string {
  switch (ended.is) {
    case 'timed-out':
      return `did not end within ${seconds(ended.limitMs)}`;
    case 'processor-time':
      return `used more than ${seconds(ended.limitMs)} of processor time`;
    case 'out-of-memory':
      return `needed more than ${megabytes(ended.limitBytes)} of memory`;
    case 'too-many-processes':
      return `started more than ${ended.limit} processes`;
    case 'output-limit':
      return `printed more than ${megabytes(ended.limitBytes)}`;
    case 'file-too-large':
      return `wrote a file of more than ${megabytes(ended.limitBytes)}`;
    case 'disk-full':
      return `wrote more than ${megabytes(ended.limitBytes)} or ${ended.limitFiles} files`;
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
