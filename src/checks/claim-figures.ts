/** What a run of tests came to. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/** How many tests a sentence says passed or failed. */
export interface Figure {
  readonly is: 'passed' | 'failed';
  readonly count: number;
  /** As it is written. */
  readonly text: string;
}

/** What a sentence says in figures of tests that were run. Tests that it counts as new, and what was before, are not among them. */
export function figuresIn(sentence: string): readonly Figure[] {
  if (aboutOthers.test(sentence)) return [];
  return forms.flatMap(({ is, pattern }) =>
    Array.from(sentence.matchAll(pattern), ([text, digits = '']) => ({
      is,
      count: Number(digits.replaceAll(/[,_]/g, '')),
      text,
    })),
  );
}

const aboutOthers =
  /\b(?:new|added|adds?|additional|more|other|before|previously|earlier|of them|seconds?)\b/i;

const number = String.raw`(?<![\w.,-])(\d[\d,_]{0,8})(?![\w.]*\d)`;
const tests = String.raw`(?:\s+(?:unit|existing|test))*\s+(?:tests?|specs?|cases?|assertions?|checks?)`;

const forms: readonly { readonly is: Figure['is']; readonly pattern: RegExp }[] = [
  {
    is: 'passed',
    pattern: new RegExp(
      `${number}${tests}\\s+(?:(?:all|now|still)\\s+)*(?:pass(?:es|ed|ing)?|are green|succeed(?:ed)?)\\b`,
      'gi',
    ),
  },
  { is: 'passed', pattern: new RegExp(`${number}\\s+(?:pass(?:ed|es|ing)?)\\b`, 'gi') },
  {
    is: 'failed',
    pattern: new RegExp(`${number}(?:${tests})?\\s+(?:(?:now|still)\\s+)*fail(?:s|ed|ing|ures?)?\\b`, 'gi'),
  },
];

/** Tests that passed and failed, as the last lines of known runners say; null where a text holds none such. */
export function countsPrinted(text: string): TestCounts | null {
  const passed = lastCount(text, /\b(\d+) (?:passed|passing)\b|^[#ℹ]? ?pass(?:ed)? +(\d+)$|\bpass: (\d+)/gm);
  const failed = lastCount(text, /\b(\d+) (?:failed|failing)\b|^[#ℹ]? ?fail(?:ed)? +(\d+)$|\bfail: (\d+)/gm);
  return passed === null && failed === null ? null : { passed: passed ?? 0, failed: failed ?? 0 };
}

function lastCount(text: string, pattern: RegExp): number | null {
  const [, ...counts] = Array.from(text.matchAll(pattern)).at(-1) ?? [];
  const count = counts.find((each) => each !== undefined);
  return count === undefined ? null : Number(count);
}
