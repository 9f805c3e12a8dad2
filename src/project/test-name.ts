import { nameSeparator, type TestResult } from './test-result.ts';

/** What people and tools put between the name of a suite and what is in it, beside a blank and bare colons. */
const joint = /\s+(?:>|›|»|❯|▸|→|::|\/|\|)\s+/g;

/** The names of suites and of the test in them, wherever the name shows that it has parts. */
export function nameParts(name: string): readonly string[] {
  return name.split(joint);
}

/** What stands between the parts of a name, each once. */
export function jointsIn(name: string): readonly string[] {
  return [...new Set(name.match(joint))];
}

/**
 * The tests that a name means, as somebody may have written it who does not know how this runner joins names: those of that very
 * name; else those that say the same with other joints; else those of which one leaves out the suites of the other, where that is only one.
 */
export function testsNamed<Test extends Pick<TestResult, 'name'>>(
  name: string,
  tests: readonly Test[],
): readonly Test[] {
  const same = tests.filter((test) => test.name === name);
  if (same.length > 0) return same;
  const alike = tests.filter((test) => plain(test.name) === plain(name));
  if (alike.length > 0) return alike;
  const nested = tests.filter((test) => isWithin(test.name, name, nameSeparator));
  if (nested.length > 0) return nested;
  const ending = tests.filter((test) => isWithin(plain(test.name), plain(name), ' '));
  return ending.length === 1 ? ending : [];
}

function plain(name: string): string {
  return nameParts(name)
    .join(' ')
    .replaceAll(/(?<=\S)::(?=\S)|\s+/g, ' ')
    .trim();
}

/** Whether one is the other with more before it. */
function isWithin(one: string, other: string, between: string): boolean {
  return one.endsWith(`${between}${other}`) || other.endsWith(`${between}${one}`);
}
