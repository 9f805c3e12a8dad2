import { keptDefaults, wordyExcepts } from './python-places.ts';
import { slowExpressions } from './slow-expressions.ts';
import type { Weakness } from './weakness.ts';

const languages = ['python'] as const;
const security = { languages, category: 'security', confidence: 0.8, isForTests: false } as const;
const bug = { languages, category: 'bug', confidence: 0.9, isForTests: true } as const;

/** What a request brings, as Flask, Django and Starlette have it. */
const request =
  /\brequest\.(?:args|form|values|json|data|GET|POST|query_params|path_params|cookies|headers)\b/;
const foreign = /\b(?:request|body|payload|cookie|socket|recv|upload|message\.data)/i;
const hidden = /token|secret|passw|nonce|otp\b|salt|api_?key|session_?id|csrf|verif|reset/i;
const password = /passw|passphrase|\bpwd\b/i;

export const pythonWeaknesses: readonly Weakness[] = [
  {
    ...security,
    id: 'code-from-text',
    cwe: 95,
    severity: 'high',
    title: 'A text that is put together at run time is run as code',
    body: 'Whoever controls a piece of this text controls the program. `ast.literal_eval` reads plain values; a dictionary finds a function by its name.',
    finds: ['eval($X, $$$)', 'exec($X, $$$)'].map((code) => ({
      code,
      where: { X: 'built' } as const,
    })),
  },
  {
    ...security,
    id: 'shell-from-text',
    cwe: 78,
    severity: 'high',
    title: 'A shell reads a command with values filled in',
    body: 'A value such as `; rm -rf .` or `$(...)` becomes a command of its own. Give `subprocess.run` a list of arguments, without `shell=True`.',
    finds: [
      ...['os.system($X)', 'os.popen($X, $$$)'].map((code) => ({ code, where: { X: 'built' } as const })),
      ...['run', 'call', 'check_call', 'check_output', 'Popen'].map((name) => ({
        code: `subprocess.${name}($X, $$$, shell=True, $$$)`,
        where: { X: 'built' } as const,
      })),
    ],
  },
  {
    ...security,
    id: 'sql-from-text',
    cwe: 89,
    severity: 'high',
    title: 'A statement of SQL is put together from values',
    body: 'A quote in a value ends the text and begins a statement of its own. Pass the values as parameters: `execute("… WHERE id = %s", (id,))`.',
    finds: ['execute', 'executemany', 'executescript', 'raw', 'read_sql', 'read_sql_query'].map((name) => ({
      code: `$D.${name}($X, $$$)`,
      where: { X: 'built sql' } as const,
    })),
  },
  {
    ...security,
    id: 'html-from-text',
    cwe: 79,
    severity: 'high',
    title: 'A text with values filled in is declared to be safe HTML',
    body: "Markup in a value becomes part of the page, with scripts that run in the reader's name. Use `format_html`, `Markup(…).format(…)` or a template, which escape values.",
    finds: [
      { code: 'mark_safe($X)', where: { X: ['built', { not: /escape/ }] } },
      { code: 'render_template_string($X, $$$)', where: { X: 'built' } },
    ],
  },
  {
    ...security,
    id: 'certificates-not-checked',
    cwe: 295,
    severity: 'high',
    confidence: 0.9,
    title: 'Certificates of servers are not checked',
    body: 'Anybody on the way can take the server\'s place and read or change what is sent. Leave the check on; give a private authority as `verify="ca.pem"`.',
    finds: [
      ...['get', 'post', 'put', 'patch', 'delete', 'head', 'request', 'Session', 'Client', 'AsyncClient'].map(
        (name) => ({
          code: `$R.${name}($$$, verify=False, $$$)`,
          where: { R: /^(?:requests|httpx|session|self\.session|client)$/ },
        }),
      ),
      { code: 'ssl._create_unverified_context($$$)' },
      { code: '$C.verify_mode = ssl.CERT_NONE' },
    ],
  },
  {
    ...security,
    id: 'weak-password-hash',
    cwe: 916,
    severity: 'high',
    title: 'A password is hashed with a hash made for speed',
    body: 'Billions of guesses a second fit one graphics card. Use `hashlib.scrypt`, bcrypt or Argon2, with a salt for each password.',
    finds: ['md5', 'sha1', 'sha256', 'sha512'].map((name) => ({
      code: `hashlib.${name}($X)`,
      where: { X: password },
    })),
  },
  {
    ...security,
    id: 'guessable-secret',
    cwe: 338,
    severity: 'high',
    title: 'A secret comes from numbers that can be foretold',
    body: 'The module `random` can be computed from a few values that it gave. Use the module `secrets`.',
    finds: [
      {
        code: '$N = $X',
        part: 'assignment',
        where: {
          N: [hidden, /^[\w.]+$/],
          X: /\brandom\.(?:random|randint|randrange|choice|choices|sample|getrandbits)\(/,
        },
      },
    ],
  },
  {
    ...security,
    id: 'objects-from-outside',
    cwe: 502,
    severity: 'high',
    title: 'Objects are read from a text that can make any',
    body: 'Reading such a text can run any code that its writer chose. Use `yaml.safe_load`, or JSON.',
    finds: [
      { code: 'yaml.load($X)' },
      { code: 'yaml.load($X, $L)', where: { L: /\b(?:yaml\.)?(?:Unsafe|Full)?Loader$/ } },
      { code: 'yaml.unsafe_load($X)' },
      ...['pickle', 'cPickle', 'dill', 'marshal'].map((name) => ({
        code: `${name}.loads($X, $$$)`,
        where: { X: foreign },
      })),
    ],
  },
  {
    ...security,
    id: 'path-from-request',
    cwe: 22,
    severity: 'high',
    title: 'A path is made of what a request brings',
    body: 'A value such as `../../etc/passwd` leads out of the folder. Use `werkzeug.utils.safe_join` or `send_from_directory`, or compare the resolved path with the folder.',
    finds: ['os.path.join($$$, $X, $$$)', 'open($X, $$$)', 'send_file($X, $$$)'].map((code) => ({
      code,
      where: { X: [request, { not: /secure_filename|basename|safe_join/ }] } as const,
    })),
  },
  {
    ...security,
    id: 'open-redirect',
    cwe: 601,
    severity: 'medium',
    title: 'A request says where its reader is sent',
    body: 'A link to this site can lead anywhere, under its good name. Allow paths of this site only, or addresses of a list.',
    finds: ['redirect($X)', 'HttpResponseRedirect($X)'].map((code) => ({
      code,
      where: { X: new RegExp(`^${request.source}`) },
    })),
  },
  {
    ...security,
    id: 'token-not-verified',
    cwe: 347,
    severity: 'critical',
    title: 'A token is read without looking at its signature',
    body: 'Anybody can write a token that says anything. Give the key and `algorithms=[…]`, and leave `verify_signature` on.',
    finds: [
      {
        code: 'jwt.decode($$$, options=$O, $$$)',
        where: { O: /['"]verify_signature['"]\s*:\s*False/ },
      },
      { code: 'jwt.decode($$$, verify=False, $$$)' },
    ],
  },
  {
    ...security,
    id: 'slow-expression',
    cwe: 1333,
    severity: 'medium',
    confidence: 0.9,
    title: 'This regular expression can take for ever',
    body: 'A repetition within a repetition can match the same text in countless ways, and tries them all before it says no. Let each character fit one way only.',
    finds: [{ places: slowExpressions }],
  },
  {
    ...bug,
    id: 'default-is-kept',
    severity: 'medium',
    title: 'A default value is made once and kept from call to call',
    body: 'What one call puts into it is there in the next. Make the default `None`, and the new value inside the function.',
    finds: [{ places: keptDefaults }],
  },
  {
    ...bug,
    id: 'asserts-a-tuple',
    severity: 'high',
    confidence: 1,
    title: 'This assertion is always true',
    body: 'A tuple that is not empty counts as true. Take the brackets away: `assert condition, "message"`.',
    finds: [{ code: 'assert ($A, $B)' }],
  },
  {
    ...bug,
    id: 'is-a-literal',
    severity: 'medium',
    confidence: 1,
    title: '`is` compares which object it is, not what it says',
    body: 'Two equal texts or numbers may be two objects, so the answer changes with the interpreter. Use `==`.',
    finds: ['is', 'is not'].map((word) => ({
      code: `$X ${word} $Y`,
      where: { Y: /^(?:[rbf]?['"]|\d|\(\)$|\[|\{)/ },
    })),
  },
  {
    ...bug,
    id: 'hash-is-kept',
    severity: 'medium',
    confidence: 0.7,
    isForTests: false,
    title: '`hash()` of a text differs from process to process',
    body: 'Python seeds it anew at each start, so a value that is kept or sent is not found again. Use hashlib.',
    finds: [
      {
        code: '$N = hash($X)',
        part: 'assignment',
        where: { N: /cache_?key|etag|checksum|digest|fingerprint|file_?name|_?path$/i },
      },
      {
        code: '$N = $X',
        part: 'assignment',
        where: { N: /cache_?key|etag|file_?name|path$/i, X: /\{hash\(/ },
      },
    ],
  },
  {
    ...bug,
    id: 'swallows-everything',
    category: 'maintainability',
    cwe: 390,
    severity: 'low',
    confidence: 0.8,
    isForTests: false,
    title: 'Every error is swallowed, also a wish to stop',
    body: 'A bare `except:` takes KeyboardInterrupt and SystemExit too, and `pass` says nothing to anybody. Name the errors that are expected.',
    finds: [{ places: wordyExcepts }],
  },
];
