import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { assert as check, property, string } from 'fast-check';
import { readMessages } from '../../src/project/checker-messages.ts';

const place = { root: '/project', folder: '' };

/** What a tool printed, and what is read of it: path, line, whether it is an error, rule and text. */
const samples: readonly (readonly [
  tool: string,
  printed: string,
  read: readonly (readonly [string, number, boolean, string | null, string])[],
])[] = [
  [
    'tsc',
    "src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.\n  more of it\n",
    [['src/a.ts', 3, true, 'TS2322', "Type 'string' is not assignable to type 'number'."]],
  ],
  [
    'tsc, with colours off',
    "src/a.ts:3:7 - error TS2322: Type 'string' is not assignable.\n\n3 const a: number = 'b';\n        ~\n",
    [['src/a.ts', 3, true, 'TS2322', "Type 'string' is not assignable."]],
  ],
  [
    'eslint',
    "\n/project/src/a.js\n  1:7  error    'a' is assigned a value but never used  no-unused-vars\n  2:1  warning  Unexpected console statement            @x/no-console\n\n✖ 2 problems (1 error, 1 warning)\n",
    [
      ['src/a.js', 1, true, 'no-unused-vars', "'a' is assigned a value but never used"],
      ['src/a.js', 2, false, '@x/no-console', 'Unexpected console statement'],
    ],
  ],
  [
    'eslint as JSON',
    '[{"filePath":"/project/a.js","messages":[{"ruleId":"semi","severity":1,"message":"Missing semicolon.","line":4,"column":2},{"ruleId":null,"severity":2,"message":"Parsing error","line":1}]}]\n',
    [
      ['a.js', 4, false, 'semi', 'Missing semicolon.'],
      ['a.js', 1, true, null, 'Parsing error'],
    ],
  ],
  [
    'oxlint',
    "  ⚠ eslint(no-unused-vars): Variable 'a' is declared but never used.\n   ╭─[src/a.js:1:7]\n 1 │ const a = 1;\n   ·       ┬\n   ╰────\n  help: Consider removing it.\n\n  × eslint(no-debugger): `debugger` statement is not allowed\n   ╭─[src/a.js:2:1]\n",
    [
      ['src/a.js', 1, false, 'eslint(no-unused-vars)', "Variable 'a' is declared but never used."],
      ['src/a.js', 2, true, 'eslint(no-debugger)', '`debugger` statement is not allowed'],
    ],
  ],
  [
    'flake8',
    "a/b.py:1:1: F401 'os' imported but unused\n",
    [['a/b.py', 1, true, 'F401', "'os' imported but unused"]],
  ],
  [
    'ruff, brief',
    'a.py:3:5: F841 Local variable `x` is assigned to but never used\nFound 1 error.\n',
    [['a.py', 3, true, 'F841', 'Local variable `x` is assigned to but never used']],
  ],
  [
    'ruff, in full',
    'F401 [*] `os` imported but unused\n --> a.py:1:8\n  |\n1 | import os\n  |        ^^\n',
    [['a.py', 1, true, 'F401', '`os` imported but unused']],
  ],
  [
    'mypy',
    'a.py:2: error: Incompatible return value type (got "str", expected "int")  [return-value]\na.py:2: note: See more\nFound 1 error in 1 file\n',
    [['a.py', 2, true, 'return-value', 'Incompatible return value type (got "str", expected "int")']],
  ],
  [
    'pyright',
    '/project/a.py\n  /project/a.py:2:12 - error: Type "str" is not assignable to "int" (reportReturnType)\n1 error\n',
    [['a.py', 2, true, 'reportReturnType', 'Type "str" is not assignable to "int"']],
  ],
  [
    'go vet',
    '# mine/a\n./a.go:5:2: result of fmt.Sprintf call not used\n',
    [['a.go', 5, true, null, 'result of fmt.Sprintf call not used']],
  ],
  [
    'golangci-lint',
    'a/b.go:7:2: ineffectual assignment to err (ineffassign)\n\terr = f()\n',
    [['a/b.go', 7, true, 'ineffassign', 'ineffectual assignment to err']],
  ],
  [
    'clippy',
    'warning: unused variable: `x`\n --> src/main.rs:2:9\n  |\nerror[E0308]: mismatched types\n  --> src/lib.rs:10:5\n',
    [
      ['src/main.rs', 2, false, null, 'unused variable: `x`'],
      ['src/lib.rs', 10, true, 'E0308', 'mismatched types'],
    ],
  ],
  [
    'rubocop',
    'lib/a.rb:3:1: W: [Correctable] Lint/UselessAssignment: Useless assignment\nlib/a.rb:4:1: C: Style/X: Prefer\n',
    [
      ['lib/a.rb', 3, false, null, '[Correctable] Lint/UselessAssignment: Useless assignment'],
      ['lib/a.rb', 4, false, null, 'Style/X: Prefer'],
    ],
  ],
];

suite('the messages of checkers are read:', () => {
  for (const [tool, printed, read] of samples)
    test(tool, () => {
      assert.deepEqual(
        readMessages(printed, place).map(({ path, line, isError, rule, text }) => [
          path,
          line,
          isError,
          rule,
          text,
        ]),
        read,
      );
    });

  test('from the folder that the checker ran in', () => {
    const [message] = readMessages('src/a.ts(1,1): error TS1: No.\n', {
      root: '/project',
      folder: 'packages/b',
    });
    assert.equal(message?.path, 'packages/b/src/a.ts');
  });

  test('and nothing that leads outside, is no line, or hides something', () => {
    const printed =
      '../../etc/a.ts(1,1): error TS1: No.\n/etc/passwd.ts:1:1: error: No.\na.ts:0:1: error: No.\n\u001B[31ma.ts:1:1: error: R\u202Eed\u0007.\n';
    const messages = readMessages(printed, place);
    assert.deepEqual(
      messages.filter(({ path }) => path !== 'a.ts'),
      [],
    );
    for (const hidden of ['\u202E', '\u0007'])
      assert.ok(messages.every(({ text }) => !text.includes(hidden)));
  });

  test('of any text without an error, in little time', () => {
    check(property(string({ maxLength: 2_000 }), (text) => readMessages(text, place).length >= 0));
    const start = performance.now();
    for (const piece of ['a:', '(', ' ', '[', 'a.b:1:', '-', ' (a'])
      readMessages(`${piece.repeat(20_000)}\n`.repeat(3), place);
    assert.ok(performance.now() - start < 2_000);
  });
});
