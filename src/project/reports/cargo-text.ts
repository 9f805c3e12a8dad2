import { nameSeparator, type ReportedTest } from '../test-result.ts';
import { linesOf } from './text.ts';

/**
 * What `cargo test` prints. Tests are named after the program they are in: `tests/shop.rs > is_lower`. A test that prints to the same
 * line cannot be told apart; its result is missing then, and the exit code disagrees.
 */
export function cargoTests(text: string): readonly (ReportedTest | undefined)[] | undefined {
  if (!/^running \d+ tests?$/m.test(text)) return undefined;
  const messages = messagesIn(text);
  let program = '';
  return [...linesOf(text)].flatMap((line) => {
    program = programIn(line) ?? program;
    const [, name, word = '', ignored = ''] =
      /^test (.{1,400}) \.\.\. (ok|FAILED|ignored)(?:, (.*))?$/.exec(line) ?? [];
    if (name === undefined) return [];
    const outcome = word === 'ok' ? 'passed' : word === 'FAILED' ? 'failed' : 'skipped';
    const plain = name.replace(/ - (?:should panic|compile(?: fail)?)$/, '');
    const message = outcome === 'failed' ? (messages.get(plain) ?? '') : ignored;
    return [
      {
        name: [program, plain].filter(Boolean).join(nameSeparator),
        file: null,
        outcome,
        ms: null,
        message,
      } as const,
    ];
  });
}

function programIn(line: string): string | undefined {
  const [, path] = /^ {3}(?:  )?Running (?:unittests )?(\S+) \(/.exec(line) ?? [];
  return path ?? /^ {3}(Doc-tests \S+)$/.exec(line)?.[1];
}

/** Under `failures:` each failed test has a block `---- NAME stdout ----`. */
function messagesIn(text: string): ReadonlyMap<string, string> {
  const messages = new Map<string, string>();
  for (const block of text.split('\n---- ').slice(1)) {
    const end = block.indexOf(' stdout ----\n');
    const [message = ''] = block.slice(end + 13).split('\n\nfailures:\n');
    if (end !== -1) messages.set(block.slice(0, end), message.trim());
  }
  return messages;
}
