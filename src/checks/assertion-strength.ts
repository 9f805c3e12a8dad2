import type { Assertion } from './test-assertions.ts';

/** How much an assertion asks: 4 for one exact value, 3 nearly so, 2 for some of it, 1 for there being something, 0 for nothing. */
export function strengthOf({ called, text, operands }: Assertion): number {
  const method = /(\w+)$/.exec(called)?.[1] ?? called;
  if (isBare(called, method)) return bareStrength(operands[0] ?? text);
  if (throwing.test(method)) return operands.length > 1 ? 3 : 1;
  const strength = strengths.find(({ methods }) => methods.test(method))?.strength ?? 2;
  const isNegated = /\.not\b|\bnot\b|\bassertNot|\bnot[A-Z]/.test(called);
  return isNegated ? Math.min(strength, 1) : strength;
}

/** Whether two assertions of one kind differ only in that the second asks for the same with less care about types. */
export function isLessStrict(before: Assertion, after: Assertion): boolean {
  return /strict/i.test(before.called) && !/strict/i.test(after.called) && strengthOf(after) === 4;
}

/** Whether the second takes values that the first would not: a wider distance, or a bound further out. */
export function isWidened(before: Assertion, after: Assertion): boolean {
  if (before.called !== after.called) return false;
  const [own, other] = [lastNumber(before), lastNumber(after)];
  if (own === undefined || other === undefined || own.around !== other.around) return false;
  const kind = `${before.called} ${own.around}`;
  const wider = directions.find(({ kinds }) => kinds.test(kind))?.wider;
  if (wider === undefined || own.value === other.value) return false;
  return wider === 'larger' ? other.value > own.value : other.value < own.value;
}

/** Which way a number goes where more is let through; of a distance it is a distance, of others the number of places. */
const directions: readonly { readonly kinds: RegExp; readonly wider: 'larger' | 'smaller' }[] = [
  { kinds: /\b(?:delta|atol|rtol|abs|rel|tol|tolerance)\s*=\s*$/, wider: 'larger' },
  { kinds: /\.(?:closeTo|approximately)\b/, wider: 'larger' },
  { kinds: /toBeCloseTo|AlmostEqual/, wider: 'smaller' },
  { kinds: /less|below|atMost|<=?\s*(?:,\s*)?$|^<=? /i, wider: 'larger' },
  { kinds: /greater|above|atLeast|>=?\s*(?:,\s*)?$|^>=? /i, wider: 'smaller' },
];

/** The last number that an assertion names, and what stands before it with all other numbers left out. */
function lastNumber({
  operands,
}: Assertion): { readonly value: number; readonly around: string } | undefined {
  const text = operands.join(' , ');
  const found = Array.from(text.matchAll(/(?<![\w.])\d[\d_]*(?:\.\d+)?(?:e-?\d+)?(?![\w.])/gi)).at(-1);
  if (found === undefined) return undefined;
  return { value: Number(found[0].replaceAll('_', '')), around: text.slice(0, found.index) };
}

const strengths: readonly { readonly methods: RegExp; readonly strength: number }[] = [
  {
    methods:
      /^(?:toBe|toEqual|toStrictEqual|equals?|eqls?|deepEquals?|strictEqual|deepStrictEqual|same|strictSame|is|isEqual|assertEquals?|assertIs|assert(?:List|Dict|Set|Tuple|Sequence|MultiLine)\w*Equal|toHaveBeenCalledWith|assert_called_once_with|snapshot|matchSnapshot|toMatch(?:Inline)?Snapshot|==)$/,
    strength: 4,
  },
  {
    methods:
      /^(?:true|false|null|undefined|NaN|isTrue|isFalse|isNull|isUndefined|toBeNull|toBeUndefined|assertIsNone|toBeCloseTo|closeTo|assertAlmostEqual|approximately)$/,
    strength: 3,
  },
  {
    methods:
      /^(?:truthy|falsy|toBeTruthy|toBeFalsy|toBeDefined|assertIsNotNone|assertFalse|isOk|doesNotThrow|exists?|isDefined|toHaveBeenCalled|assert_called|notOk)$/,
    strength: 1,
  },
  { methods: /^(?:pass|comment)$/, strength: 0 },
];
const throwing = /^(?:throws?|throwsAsync|rejects|toThrow|toThrowError|assertRaises\w*)$/;

/** `assert(x)`, `assert.ok(x)`, `assert x`: all depends on what `x` is. */
function isBare(called: string, method: string): boolean {
  return called === '' || /^(?:assert|ok|assertTrue|expect_true|t)$/.test(method);
}

function bareStrength(claimed: string): number {
  if (/^(?:true|1|True|!0|!false)$/.test(claimed.trim())) return 0;
  if (/[^=!<>]={2,3}[^=]|\.equals\(|\bisDeepStrictEqual\(/.test(claimed)) return 4;
  return /[<>]|\b(?:in|includes|test|startsWith|endsWith|instanceof|isinstance)\b|!==?/.test(claimed) ? 2 : 1;
}
