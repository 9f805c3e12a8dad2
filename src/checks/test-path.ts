/** Whether a path is of a test, of what tests are fed with, or of an example: code that is meant to be read or run by its authors alone. */
export function isTestPath(path: string): boolean {
  return (
    /(?:^|\/)(?:tests?|__tests__|spec|specs|e2e|fixtures?|__fixtures__|testdata|test-data|mocks?|__mocks__|benchmarks?|bench|examples?|samples?|demos?)\//i.test(
      path,
    ) ||
    /(?:[._-](?:test|spec|bench|stories|fixture)s?\.\w+$)|(?:^|\/)(?:test_|conftest)[^/]*\.py$|_test\.\w+$|Tests?\.(?:java|php|cs)$/i.test(
      path,
    )
  );
}

/** Whether a path is of what tests or readers are fed with, which may be broken on purpose, and not of a test itself. */
export function isTestFood(path: string): boolean {
  return (
    isTestPath(path) &&
    !/[._-](?:test|spec)s?\.\w+$|(?:^|\/)(?:test_|conftest)[^/]*\.py$|_test\.\w+$|Tests?\.\w+$/.test(path)
  );
}
