import type { SecretRule } from './secret-rules.ts';

/**
 * Whether a value is written for readers: AKIAIOSFODNN7EXAMPLE, `xxxx`, a password that is the word password. Real tokens are random:
 * long runs, sequences and words for "put yours here" do not come up in them by chance.
 */
export function looksInvented(value: string, { isSure }: Pick<SecretRule, 'isSure'>): boolean {
  const secret = secretPart(value);
  if (
    /example|sample|dummy|placeholder|redacted|changeme|your[_-]?\w|insert|invalid|fake|foobar|xxxx|\*\*\*|\.\.\.|<|\$\{|\{\{|%[sd(]/i.test(
      secret,
    )
  )
    return true;
  if (/(.)\1{5,}/.test(secret) || sequences.some((sequence) => secret.toLowerCase().includes(sequence)))
    return true;
  return isSure ? variety(secret) < 3 : wellKnown.test(secret);
}

/** The password of an address; all of anything else. */
function secretPart(value: string): string {
  return /:\/\/[^:@/\s]*:([^@\s]*)@/.exec(value)?.[1] ?? value;
}

const sequences: readonly string[] = ['abcdefgh', '12345678', '01234567', 'qwertyui', 'deadbeef'];

const wellKnown =
  /^(?:|pass(?:word|wd|phrase)?\d*|secret\d*|pwd|pw|admin|root|test\w*|user\w*|guest|postgres|mysql|mongo|redis|hunter2|foo|bar|baz|token|key|p|abc\d*|[a-z]{1,4}|\d{1,4})$/i;

/** Shannon's measure, in bits for a character: random letters and digits have four and more from some twenty characters on. */
function variety(text: string): number {
  const counts = Map.groupBy(text, (character) => character);
  return [...counts.values()].reduce((sum, { length }) => {
    const share = length / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}
