/**
 * Runs Python's unittest and writes a line for each test, read by `ownTests`. unittest's own output is for people: docstrings and
 * prints stand in it. Files are found by their name, each with the folder that its imports start from; a file that cannot be imported
 * is a failed test.
 */
export const unittestRunner = String.raw`
import inspect, json, os, sys, time, traceback, unittest

SKIPPED_FOLDERS = {"node_modules", "venv", "env", "build", "dist", "site-packages", "__pycache__"}


class Lines(unittest.TestResult):
    def __init__(self, out):
        super().__init__()
        self.out, self.start, self.told = out, {}, set()
        self.file = None

    def startTest(self, test):
        super().startTest(test)
        self.start[id(test)] = time.perf_counter()

    def tell(self, test, outcome, message=""):
        start = self.start.get(id(test))
        self.told.add(id(test))
        ms = None if start is None else (time.perf_counter() - start) * 1000
        self.write(names_of(test), file_of(test) or self.file, outcome, ms, message)

    def write(self, names, file, outcome, ms, message):
        line = {"names": names, "file": file, "outcome": outcome, "ms": ms, "message": str(message)[:8000]}
        self.out.write(json.dumps(line) + "\n")
        self.out.flush()

    def addSuccess(self, test):
        if id(test) not in self.told:
            self.tell(test, "passed")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.tell(test, "failed", self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.tell(test, "failed", self.errors[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.tell(test, "failed", f"{subtest}\n{self._exc_info_to_string(err, test)}")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.tell(test, "skipped", reason)

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.tell(test, "passed", "failed as expected")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.tell(test, "failed", "passed, though it was expected to fail")


def names_of(test):
    method = getattr(test, "_testMethodName", None)
    if method is None:
        return [str(getattr(test, "description", test))]
    return [*type(test).__qualname__.split("."), method]


def file_of(test):
    try:
        path = inspect.getsourcefile(type(test))
    except TypeError:
        return None
    return path if path and not path.startswith(os.path.dirname(unittest.__file__)) else None


def all_files():
    for folder, folders, names in os.walk("."):
        folders[:] = sorted(n for n in folders if n not in SKIPPED_FOLDERS and not n.startswith("."))
        for name in sorted(names):
            if name.startswith("test") and name.endswith(".py"):
                yield os.path.join(folder, name)


def import_root(path):
    folder = os.path.dirname(os.path.abspath(path))
    while os.path.exists(os.path.join(folder, "__init__.py")):
        folder = os.path.dirname(folder)
    return folder


def module_name(path, root):
    return os.path.splitext(os.path.relpath(os.path.abspath(path), root))[0].replace(os.sep, ".")


def tests_in(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from tests_in(test)
        else:
            yield test


def load(path, result):
    try:
        return loaded(path)
    except unittest.SkipTest as reason:
        result.write(["(the file)"], result.file, "skipped", None, reason)
    except Exception:
        result.errors.append((path, ""))
        result.write(["(the file)"], result.file, "failed", None, traceback.format_exc())
    return unittest.TestSuite()


def loaded(path):
    root = import_root(path)
    if root not in sys.path:
        sys.path.insert(0, root)
    name = module_name(path, root)
    known = sys.modules.get(name)
    if known is not None and os.path.abspath(getattr(known, "__file__", None) or "") != os.path.abspath(path):
        del sys.modules[name]
    return unittest.defaultTestLoader.loadTestsFromName(name)


def main(report, *args):
    wanted = [a[len("--name="):] for a in args if a.startswith("--name=")]
    files = [a for a in args if not a.startswith("--name=")] or list(all_files())
    sys.path[0] = os.getcwd()
    with open(report, "w", encoding="utf-8") as out:
        result = Lines(out)
        for path in files:
            result.file = os.path.abspath(path)
            suite = load(path, result)
            if wanted:
                suite = unittest.TestSuite(t for t in tests_in(suite) if " > ".join(names_of(t)) in wanted)
            suite.run(result)
    failed = result.failures or result.errors or result.unexpectedSuccesses
    sys.exit(1 if failed else 0)


main(*sys.argv[1:])
`;
