import { floatingPromises } from './floating-promises.ts';
import { slowExpressions } from './slow-expressions.ts';
import type { Weakness } from './weakness.ts';

const languages = ['javascript', 'typescript', 'tsx'] as const;
const security = { languages, category: 'security', confidence: 0.8, isForTests: false } as const;
const bug = { languages, category: 'bug', confidence: 0.9, isForTests: true } as const;

/** What a request brings, as frameworks for servers have it. */
const request = /\b(?:req|request|ctx|context)(?:\.request)?\.(?:query|params|body|headers|cookies)\b/;

/** A call that makes a text harmless, by its name. */
const harmless = { not: /sanitiz|purify|escape|encode|render|highlight|trusted|nonce/i } as const;

const child = /child_process|execa/;
const hidden = /token|secret|passw|nonce|otp\b|salt|api_?key|session_?id|csrf|verif|reset/i;

export const javascriptWeaknesses: readonly Weakness[] = [
  {
    ...security,
    id: 'code-from-text',
    cwe: 95,
    severity: 'high',
    title: 'A text that is put together at run time is run as code',
    body: 'Whoever controls a piece of this text controls the program. Read the value with a parser such as `JSON.parse`, or look the function up in a table.',
    finds: [
      { code: 'eval($X)', where: { X: 'built' } },
      { code: 'new Function($$$, $X)', where: { X: 'built' } },
      { code: 'setTimeout($X, $$$)', where: { X: 'built' } },
      { code: 'vm.runInThisContext($X, $$$)', where: { X: 'built' } },
    ],
  },
  {
    ...security,
    id: 'shell-from-text',
    cwe: 78,
    severity: 'high',
    title: 'A shell reads a command with values filled in',
    body: 'A value such as `; rm -rf .` or `$(...)` becomes a command of its own. Use `execFile` or `spawn` with a list of arguments and without `shell`.',
    finds: [
      ...['exec($X, $$$)', 'execSync($X, $$$)', '$C.exec($X, $$$)', '$C.execSync($X, $$$)'].map((code) => ({
        code,
        file: child,
        where: { X: 'built', C: /^(?:child_?process|cp|childProcess)$/ } as const,
      })),
      ...['spawn', 'spawnSync', 'execFile'].map((name) => ({
        code: `${name}($X, $$$, { $$$, shell: true, $$$ })`,
        file: child,
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
    body: 'A quote in a value ends the text and begins a statement of its own. Pass the values as parameters of the query instead.',
    finds: [
      'query',
      'execute',
      'raw',
      '$queryRawUnsafe',
      '$executeRawUnsafe',
      'prepare',
      'run',
      'all',
      'exec',
    ].map((name) => ({ code: `$D.${name}($X, $$$)`, where: { X: 'built sql' } as const })),
  },
  {
    ...security,
    id: 'html-from-text',
    cwe: 79,
    severity: 'high',
    confidence: 0.6,
    title: 'A text goes into the page as HTML',
    body: "Markup in the value becomes part of the page, with scripts that run in the reader's name. Set `textContent`, or clean the value first.",
    finds: [
      { code: '$E.innerHTML = $X', where: { X: ['built', harmless] } },
      { code: '$E.innerHTML = $X', where: { X: [request, harmless] } },
      { code: '$E.outerHTML = $X', where: { X: ['built', harmless] } },
      { code: '$E.insertAdjacentHTML($P, $X)', where: { X: ['built', harmless] } },
      { code: 'document.write($X)', where: { X: ['built', harmless] } },
      {
        code: 'f({ dangerouslySetInnerHTML: { __html: $X } })',
        part: 'pair',
        where: { X: ['dynamic', harmless] },
      },
    ],
  },
  {
    ...security,
    id: 'html-from-text-in-jsx',
    languages: ['javascript', 'tsx'],
    cwe: 79,
    severity: 'high',
    confidence: 0.6,
    title: 'A value goes into the page as HTML',
    body: "Markup in the value becomes part of the page, with scripts that run in the reader's name. Let React write it as text, or clean it first.",
    finds: [
      {
        code: '<a dangerouslySetInnerHTML={{ __html: $X }} />',
        part: 'jsx_attribute',
        where: { X: ['dynamic', harmless] },
      },
    ],
  },
  {
    ...security,
    id: 'certificates-not-checked',
    cwe: 295,
    severity: 'high',
    confidence: 0.9,
    title: 'Certificates of servers are not checked',
    body: "Anybody on the way can take the server's place and read or change what is sent. Leave the check on; give a private authority with `ca`.",
    finds: [
      { code: '({ rejectUnauthorized: false })', part: 'pair' },
      { code: '$E.NODE_TLS_REJECT_UNAUTHORIZED = $X', where: { X: /^['"`]?0['"`]?$/ } },
    ],
  },
  {
    ...security,
    id: 'weak-password-hash',
    cwe: 916,
    severity: 'high',
    title: 'A password is hashed with a hash made for speed',
    body: 'Billions of guesses a second fit one graphics card. Use `scrypt` of node:crypto, bcrypt or Argon2, with a salt for each password.',
    finds: [
      {
        code: 'createHash($H).update($X)',
        where: { H: /md5|sha-?1|sha-?256|sha-?512/i, X: /passw|passphrase|\bpwd\b/i },
      },
      {
        code: '$C.createHash($H).update($X)',
        where: { H: /md5|sha-?1|sha-?256|sha-?512/i, X: /passw|passphrase|\bpwd\b/i },
      },
    ],
  },
  {
    ...security,
    id: 'guessable-secret',
    cwe: 338,
    severity: 'high',
    title: 'A secret comes from numbers that can be foretold',
    body: '`Math.random()` can be computed from a few values that it gave. Use `randomBytes` or `randomUUID` of node:crypto, or `crypto.getRandomValues`.',
    finds: [
      { code: 'const $N = $X', part: 'variable_declarator', where: { N: hidden, X: /\bMath\.random\(\)/ } },
      { code: '$N = $X', where: { N: hidden, X: /\bMath\.random\(\)/ } },
      {
        code: '({ $N: $X })',
        part: 'pair',
        where: { N: hidden, X: [/\bMath\.random\(\)/, { not: /^\{|=>|\bfunction\b/ }] },
      },
    ],
  },
  {
    ...security,
    id: 'path-from-request',
    cwe: 22,
    severity: 'high',
    title: 'A path is made of what a request brings',
    body: 'A value such as `../../etc/passwd` leads out of the folder. Resolve the path, then refuse it where it does not begin with the folder.',
    finds: [
      'path.join($$$, $X, $$$)',
      'path.resolve($$$, $X, $$$)',
      'join($$$, $X, $$$)',
      '$F.readFile($X, $$$)',
      '$F.readFileSync($X, $$$)',
      '$F.createReadStream($X, $$$)',
      '$F.sendFile($X)',
    ].map((code) => ({ code, where: { X: [request, { not: /basename|^(?:async )?\(|=>/ }] } as const })),
  },
  {
    ...security,
    id: 'open-redirect',
    cwe: 601,
    severity: 'medium',
    title: 'A request says where its reader is sent',
    body: 'A link to this site can lead anywhere, under its good name. Allow paths of this site only, or addresses of a list.',
    finds: ['$R.redirect($X)', '$R.redirect($S, $X)'].map((code) => ({
      code,
      where: { X: /^(?:req|request|ctx)(?:\.request)?\.(?:query|params|body)\b[\w.[\]'"]*$/ },
    })),
  },
  {
    ...security,
    id: 'token-not-verified',
    cwe: 347,
    severity: 'critical',
    title: 'Tokens without a signature are accepted',
    body: 'Anybody can write a token that says anything. Name the algorithm that you sign with, and no other.',
    finds: [
      {
        code: '$J.verify($T, $K, { $$$, algorithms: [$$$, $N, $$$], $$$ }, $$$)',
        where: { N: /^['"`]none['"`]$/i },
      },
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
    id: 'async-for-each',
    severity: 'medium',
    title: '`forEach` does not wait for what is asynchronous',
    body: 'The code behind runs before the work is done, and errors of it are lost. Use `for (const … of …)` with `await`, or `await Promise.all(items.map(…))`.',
    finds: [{ code: '$A.forEach($F, $$$)', where: { F: [/^async\b/, /\bawait\b/] } }],
  },
  {
    ...bug,
    id: 'not-awaited',
    severity: 'medium',
    confidence: 0.7,
    isForTests: false,
    title: 'The promise of this call is not waited for',
    body: 'The function is asynchronous: what follows runs before it is done, and an error of it becomes an unhandled rejection. Write `await` before it, or `void` with a `.catch` where it is meant.',
    finds: [{ places: floatingPromises }],
  },
  {
    ...bug,
    id: 'equals-nan',
    severity: 'high',
    title: 'Nothing equals NaN, not even NaN',
    body: 'This comparison always has the same answer. Use `Number.isNaN`.',
    finds: ['$X === NaN', '$X == NaN', '$X !== NaN', '$X != NaN', 'NaN === $X'].map((code) => ({ code })),
  },
  {
    ...bug,
    id: 'no-such-type',
    severity: 'high',
    title: '`typeof` never gives this text',
    body: 'The comparison is never true. `typeof` gives undefined, object, boolean, number, bigint, string, symbol or function.',
    finds: ['===', '==', '!==', '!='].map((sign) => ({
      code: `typeof $X ${sign} $T`,
      where: {
        T: [
          /^['"]/,
          { not: /^['"](?:undefined|object|boolean|number|bigint|string|symbol|function|unknown)['"]$/ },
        ],
      },
    })),
  },
];
