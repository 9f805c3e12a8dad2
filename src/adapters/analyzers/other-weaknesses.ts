import type { Weakness } from './weakness.ts';

const security = { category: 'security', confidence: 0.8, isForTests: false } as const;
const hidden = /token|secret|passw|nonce|otp\b|salt|api_?key|session_?id|csrf/i;
const password = /passw|passphrase|\bpwd\b/i;

const sql = {
  ...security,
  id: 'sql-from-text',
  cwe: 89,
  severity: 'high',
  title: 'A statement of SQL is put together from values',
  body: 'A quote in a value ends the text and begins a statement of its own. Pass the values as parameters of the query instead.',
} as const;

const shell = {
  ...security,
  id: 'shell-from-text',
  cwe: 78,
  severity: 'high',
  title: 'A shell reads a command with values filled in',
  body: 'A value such as `; rm -rf .` or `$(...)` becomes a command of its own. Start the program itself, with a list of arguments.',
} as const;

const certificates = {
  ...security,
  id: 'certificates-not-checked',
  cwe: 295,
  severity: 'high',
  confidence: 0.9,
  title: 'Certificates of servers are not checked',
  body: "Anybody on the way can take the server's place and read or change what is sent. Leave the check on, and name a private authority where there is one.",
} as const;

const passwords = {
  ...security,
  id: 'weak-password-hash',
  cwe: 916,
  severity: 'high',
  title: 'A password is hashed with a hash made for speed',
  body: 'Billions of guesses a second fit one graphics card. Use bcrypt, scrypt or Argon2, with a salt for each password.',
} as const;

const redirect = {
  ...security,
  id: 'open-redirect',
  cwe: 601,
  severity: 'medium',
  title: 'A request says where its reader is sent',
  body: 'A link to this site can lead anywhere, under its good name. Allow paths of this site only, or addresses of a list.',
} as const;

const guessable = {
  ...security,
  id: 'guessable-secret',
  cwe: 338,
  severity: 'high',
  title: 'A secret comes from numbers that can be foretold',
  body: 'The next values can be computed from a few that were given. Use `random_bytes` in PHP, crypto/rand in Go.',
} as const;

/** Go, Java, Ruby and PHP. */
export const otherWeaknesses: readonly Weakness[] = [
  {
    ...sql,
    languages: ['go'],
    finds: [
      ...['Query', 'QueryRow', 'Exec', 'Raw'].map((name) => ({
        code: `$D.${name}($X, $$$)`,
        where: { X: 'built sql' } as const,
      })),
      ...['QueryContext', 'QueryRowContext', 'ExecContext'].map((name) => ({
        code: `$D.${name}($C, $X, $$$)`,
        where: { X: 'built sql' } as const,
      })),
    ],
  },
  {
    ...shell,
    languages: ['go'],
    finds: [
      {
        code: 'exec.Command($S, $C, $X)',
        where: { S: /^"(?:\/bin\/)?(?:ba|z|da)?sh"$/, C: /^"-l?c"$/, X: 'built' },
      },
    ],
  },
  {
    ...certificates,
    languages: ['go'],
    finds: [{ code: 'f(t{InsecureSkipVerify: true})', part: 'keyed_element' }],
  },
  {
    ...passwords,
    languages: ['go'],
    finds: ['md5', 'sha1', 'sha256', 'sha512'].flatMap((name) =>
      ['Sum', 'Sum256', 'Sum512'].map((sum) => ({ code: `${name}.${sum}($X)`, where: { X: password } })),
    ),
  },
  {
    ...sql,
    languages: ['java'],
    finds: [
      'executeQuery',
      'executeUpdate',
      'execute',
      'prepareStatement',
      'createNativeQuery',
      'createQuery',
    ].map((name) => ({
      code: `$D.${name}($X, $$$);`,
      part: 'method_invocation',
      where: { X: 'built sql' } as const,
    })),
  },
  {
    ...shell,
    languages: ['java'],
    finds: [
      { code: 'Runtime.getRuntime().exec($X, $$$);', part: 'method_invocation', where: { X: 'built' } },
    ],
  },
  {
    languages: ['java'],
    id: 'compares-references',
    cwe: 597,
    severity: 'high',
    category: 'bug',
    confidence: 0.95,
    isForTests: true,
    title: 'Texts are compared by which object they are',
    body: '`==` is true for one and the same object only; equal texts may be two. Use `equals`.',
    finds: ['==', '!='].flatMap((sign) => [
      { code: `f($X ${sign} $Y);`, part: 'binary_expression', where: { Y: /^"/, X: { not: /^"/ } } },
    ]),
  },
  {
    languages: ['java'],
    id: 'empty-optional',
    severity: 'medium',
    category: 'bug',
    confidence: 0.7,
    isForTests: false,
    title: 'What may not be there is taken without looking',
    body: 'Where nothing is found, `get()` throws NoSuchElementException, which says nothing of what was looked for. Use `orElseThrow` with an exception of your own, or `orElse`.',
    finds: ['findFirst()', 'findAny()', 'findById($X)', 'max($X)', 'min($X)', 'reduce($X)'].map((call) => ({
      code: `$E.${call}.get();`,
      part: 'method_invocation',
    })),
  },
  {
    ...sql,
    languages: ['ruby'],
    finds: ['where', 'find_by_sql', 'execute', 'exec_query', 'order', 'select_all'].map((name) => ({
      code: `$D.${name}($X, $$$)`,
      where: { X: ['built', /^"/, /=|\bselect\b|\blike\b/i] } as const,
    })),
  },
  {
    ...shell,
    languages: ['ruby'],
    finds: [
      'system($X)',
      'exec($X)',
      'spawn($X)',
      'IO.popen($X)',
      'Open3.capture3($X)',
      'Open3.capture2e($X)',
    ].map((code) => ({
      code,
      where: { X: 'built' } as const,
    })),
  },
  {
    ...security,
    id: 'code-from-text',
    languages: ['ruby'],
    cwe: 95,
    severity: 'high',
    title: 'A text that is put together at run time is run as code',
    body: 'Whoever controls a piece of this text controls the program. Use `public_send` with names of a list, or `define_method`.',
    finds: [{ code: 'eval($X)', where: { X: [/\bparams\b|\brequest\b/] } }],
  },
  {
    ...certificates,
    languages: ['ruby'],
    finds: [{ code: '$H.verify_mode = OpenSSL::SSL::VERIFY_NONE' }],
  },
  {
    ...redirect,
    languages: ['ruby'],
    finds: [{ code: 'redirect_to($X)', where: { X: /^params\[/ } }],
  },
  {
    ...security,
    id: 'objects-from-outside',
    languages: ['ruby'],
    cwe: 502,
    severity: 'high',
    title: 'Objects are read from a text that can make any',
    body: 'Reading such a text can run code that its writer chose. Use JSON.',
    finds: [{ code: 'Marshal.load($X)', where: { X: /\b(?:params|request|cookies|body)\b/ } }],
  },
  {
    ...passwords,
    languages: ['ruby'],
    finds: ['MD5', 'SHA1', 'SHA256'].map((name) => ({
      code: `Digest::${name}.hexdigest($X)`,
      where: { X: password },
    })),
  },
  {
    ...sql,
    languages: ['php'],
    finds: [
      ...['query', 'exec', 'prepare', 'multi_query'].map((name) => ({
        code: `$D->${name}($X, $$$)`,
        where: { X: 'built sql' } as const,
      })),
      { code: 'mysqli_query($C, $X)', where: { X: 'built sql' } },
      { code: 'pg_query($C, $X)', where: { X: 'built sql' } },
    ],
  },
  {
    ...shell,
    languages: ['php'],
    finds: ['exec', 'shell_exec', 'system', 'passthru', 'popen', 'proc_open'].map((name) => ({
      code: `${name}($X, $$$)`,
      where: { X: 'built' } as const,
    })),
  },
  {
    ...security,
    id: 'objects-from-outside',
    languages: ['php'],
    cwe: 502,
    severity: 'high',
    title: 'Objects are read from a text that can make any',
    body: 'Reading such a text can run code of classes that it names. Use `json_decode`, or `unserialize` with `allowed_classes` off.',
    finds: [{ code: 'unserialize($X)', where: { X: /\$_(?:GET|POST|REQUEST|COOKIE)\b/ } }],
  },
  {
    ...security,
    id: 'html-from-text',
    languages: ['php'],
    cwe: 79,
    severity: 'high',
    title: 'What a request brings goes into the page as it is',
    body: "Markup in the value becomes part of the page, with scripts that run in the reader's name. Put `htmlspecialchars` round it.",
    finds: [
      {
        code: 'echo $X;',
        where: {
          X: [
            /\$_(?:GET|POST|REQUEST|COOKIE)\b/,
            {
              not: /htmlspecialchars|htmlentities|strip_tags|\(int\)|intval|json_encode|urlencode|isset|empty/,
            },
          ],
        },
      },
    ],
  },
  {
    ...passwords,
    languages: ['php'],
    finds: ['md5($X)', 'sha1($X)', 'hash($H, $X)'].map((code) => ({ code, where: { X: password } })),
  },
  {
    ...guessable,
    languages: ['php'],
    finds: [
      {
        code: '$$N = $X;',
        part: 'assignment_expression',
        where: { N: hidden, X: /\b(?:mt_rand|rand|uniqid|lcg_value)\(/ },
      },
    ],
  },
  {
    ...guessable,
    languages: ['go'],
    finds: ['$N = $X', '$N := $X'].map((code) => ({
      code,
      file: /"math\/rand/,
      where: { N: hidden, X: /\brand\.(?:Int|Intn|Int31n?|Int63n?|Read|Uint32)\(/ },
    })),
  },
];
