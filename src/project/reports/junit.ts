import { nameSeparator, type ReportedTest, type TestOutcome } from '../test-result.ts';
import { parseXml, type XmlElement } from '../xml.ts';

/** The XML that began with JUnit's and that pytest, Maven's Surefire, PHPUnit and many others write. */
export function junitTests(text: string): Iterable<ReportedTest> | undefined {
  const root = parseXml(text);
  return root !== undefined && ['testsuites', 'testsuite'].includes(root.name)
    ? testsIn(root, undefined)
    : undefined;
}

/** Some write the file at the suite: it counts for all tests inside. */
function* testsIn(suite: XmlElement, file: string | undefined): Generator<ReportedTest, undefined> {
  const inner = suite.attributes['file'] ?? file;
  for (const child of suite.children) {
    if (child.name === 'testsuite') yield* testsIn(child, inner);
    if (child.name === 'testcase') yield testOf(child, inner);
  }
  return undefined;
}

function testOf(element: XmlElement, suiteFile: string | undefined): ReportedTest {
  const { file = suiteFile, time } = element.attributes;
  const judgement = element.children.find(({ name }) => judgements.has(name));
  return {
    name: nameOf(element, file),
    file: file ?? null,
    outcome: judgements.get(judgement?.name ?? '') ?? 'passed',
    ms: time === undefined ? null : Number(time.replaceAll(',', '')) * 1_000,
    message: judgement === undefined ? '' : messageOf(judgement),
  };
}

const judgements: ReadonlyMap<string, TestOutcome> = new Map([
  ['failure', 'failed'],
  ['error', 'failed'],
  ['skipped', 'skipped'],
]);

function messageOf({ text, attributes }: XmlElement): string {
  return text.trim() || (attributes['message'] ?? '');
}

function nameOf({ attributes }: XmlElement, file: string | undefined): string {
  const { name = '', classname = '' } = attributes;
  if (isModule(name, file)) return '(the file)';
  return [owner(classname, file), name].filter(Boolean).join(nameSeparator);
}

/** pytest names a file that cannot be imported after its module. */
function isModule(name: string, file: string | undefined): boolean {
  return file?.endsWith('.py') === true && name === moduleOf(file);
}

function moduleOf(file: string): string {
  return file.replace(/\.py$/, '').replaceAll('/', '.');
}

/**
 * The classes around a test. pytest writes the module before them, `tests.test_shop.TestPrice`, which the file says better; a class
 * that is the file's own name, in Java and PHP, stays.
 */
function owner(classname: string, file: string | undefined): string {
  const module = file?.endsWith('.py') === true ? moduleOf(file) : '';
  if (module === '' || !`${classname}.`.startsWith(`${module}.`)) return classname;
  return classname.slice(module.length + 1).replaceAll('.', nameSeparator);
}
