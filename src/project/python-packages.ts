/**
 * Lists the packages of a Python project by its manifests, a line each, as pip reads them: what it depends on, and those groups that are
 * for tests by their names; where none is, those for development. Nothing of the repository is run for it: of setup.py counts what can be
 * read, which is literals, names that stand for them, and sums of these. Options of pip and paths are left out: by
 * these it would run what lies there. It holds no single quote, for a shell has it between two.
 */
export const listPackages = String.raw`
import ast, configparser, os, re


def each_of(value):
    lines = value.splitlines() if isinstance(value, str) else value
    found = [line.strip() for line in lines or [] if isinstance(line, str)]
    return [line for line in found if line and not line.startswith("#")]


def flat(entries, groups):
    lines = []
    for entry in entries:
        lines += flat(groups.get(entry.get("include-group"), []), groups) if isinstance(entry, dict) else [entry]
    return lines


def of_pyproject():
    try:
        import tomllib
    except ImportError:
        from pip._vendor import tomli as tomllib
    with open("pyproject.toml", "rb") as file:
        data = tomllib.load(file)
    project = data.get("project", {})
    groups = {**project.get("optional-dependencies", {}), **data.get("dependency-groups", {})}
    return project.get("dependencies", []), {name: flat(entries, groups) for name, entries in groups.items()}


def of_setup_cfg():
    config = configparser.ConfigParser(interpolation=None)
    config.read("setup.cfg", encoding="utf-8")
    extras = config["options.extras_require"] if config.has_section("options.extras_require") else {}
    groups = {name: each_of(extras[name]) for name in extras if name not in config.defaults()}
    groups["tests_require"] = each_of(config.get("options", "tests_require", fallback=""))
    return each_of(config.get("options", "install_requires", fallback="")), groups


def literal(node, known):
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, (ast.List, ast.Tuple)):
        return [literal(part, known) for part in node.elts]
    if isinstance(node, ast.Dict):
        return {literal(key, known): literal(value, known) for key, value in zip(node.keys, node.values) if key}
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = [literal(side, known) for side in (node.left, node.right)]
        return sides[0] + sides[1] if type(sides[0]) is type(sides[1]) and sides[0] is not None else None
    return None


def of_setup_py():
    with open("setup.py", encoding="utf-8") as file:
        tree = ast.parse(file.read())
    known, said = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    known[target.id] = literal(node.value, known)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "setup":
            said = {word.arg: word.value for word in node.keywords}
    value = {name: literal(node, known) for name, node in said.items()}
    extras = value.get("extras_require")
    groups = {str(name): each_of(entries) for name, entries in (extras if isinstance(extras, dict) else {}).items()}
    groups["tests_require"] = each_of(value.get("tests_require"))
    return each_of(value.get("install_requires")), groups


wanted, groups = [], {}
for name, read in [("pyproject.toml", of_pyproject), ("setup.cfg", of_setup_cfg), ("setup.py", of_setup_py)]:
    if os.path.exists(name):
        try:
            own, more = read()
        except (SyntaxError, TypeError, ValueError, RecursionError, configparser.Error):
            if name == "pyproject.toml":
                raise
            continue
        wanted += own
        groups = {**more, **{key: entries for key, entries in groups.items() if entries}}
named = lambda word: [line for key, lines in groups.items() if re.search(word, key) for line in lines]
listed = dict.fromkeys(wanted + (named("test") or named("dev")))
print("\n".join(line for line in listed if re.fullmatch(r"[A-Za-z0-9].*", line)))
`;
