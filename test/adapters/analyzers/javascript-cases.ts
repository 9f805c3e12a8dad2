import type { Cases } from './weakness-cases.ts';

const js = { path: 'src/a.js' };

export const javascriptCases: readonly Cases[] = [
  {
    ...js,
    rule: 'code-from-text',
    fires: [
      "eval('a.' + name)",
      'eval(`f(${x})`)',
      "new Function('a', 'return ' + body)",
      "const t = 'x' + y;\neval(t)",
    ],
    quiet: ["eval('1 + 1')", 'evaluate(`f(${x})`)', 'setTimeout(f, 10)', 'eval(source)', 'new Function()'],
  },
  {
    ...js,
    rule: 'shell-from-text',
    fires: [
      "import { exec } from 'node:child_process';\nexec(`ls ${dir}`, done)",
      "const cp = require('child_process');\ncp.execSync('git log ' + branch)",
      "import { spawn } from 'child_process';\nspawn(`grep ${x} a`, [], { shell: true })",
    ],
    quiet: [
      "import { exec } from 'node:child_process';\nexec('ls -l', done)",
      "import { execFile } from 'node:child_process';\nexecFile('git', ['log', branch])",
      '/a(b)/.exec(`x${y}`)',
      "import cp from 'child_process';\nconst m = pattern.exec('a' + b)",
      "import { exec } from 'node:child_process';\nexec(`git log ${shellQuote(branch)}`)",
    ],
  },
  {
    ...js,
    rule: 'sql-from-text',
    fires: [
      "db.query('SELECT * FROM a WHERE id = ' + id)",
      "await pool.query(`select * from users where name = '${name}'`)",
      'const q = `DELETE FROM a WHERE b = ${c}`;\nclient.execute(q, cb)',
    ],
    quiet: [
      "db.query('SELECT * FROM a WHERE id = $1', [id])",
      'db.query(sql`SELECT * FROM a WHERE id = ${id}`)',
      'db.query(`SELECT * FROM ${TABLE} WHERE id = $1`, [id])',
      "db.query(`SELECT * FROM a WHERE id IN (${ids.map(() => '?').join()})`, ids)",
      'client.query(`page ${n} of the list`)',
      'log.all(`select one from ${n}`.length)',
    ],
  },
  {
    ...js,
    rule: 'html-from-text',
    fires: [
      'box.innerHTML = `<b>${name}</b>`',
      "box.innerHTML = '<p>' + req.query.name + '</p>'",
      "el.insertAdjacentHTML('beforeend', '<li>' + item + '</li>')",
      'f({ dangerouslySetInnerHTML: { __html: comment.body } })',
    ],
    quiet: [
      "box.innerHTML = ''",
      'box.innerHTML = DOMPurify.sanitize(`<b>${name}</b>`)',
      'box.textContent = `<b>${name}</b>`',
      'box.innerHTML = `<b>${escapeHtml(name)}</b>`',
      "f({ dangerouslySetInnerHTML: { __html: '<b>x</b>' } })",
    ],
  },
  {
    path: 'src/a.tsx',
    rule: 'html-from-text-in-jsx',
    fires: ['const a = <p dangerouslySetInnerHTML={{ __html: props.text }} />;'],
    quiet: [
      'const a = <p dangerouslySetInnerHTML={{ __html: sanitize(props.text) }} />;',
      "const a = <style dangerouslySetInnerHTML={{ __html: 'a{}' }} />;",
    ],
  },
  {
    ...js,
    rule: 'certificates-not-checked',
    fires: ['https.request({ rejectUnauthorized: false })', "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'"],
    quiet: ['https.request({ rejectUnauthorized: true })', 'f({ rejectUnauthorized: !isLocal })'],
  },
  {
    ...js,
    rule: 'weak-password-hash',
    fires: [
      "crypto.createHash('md5').update(password).digest('hex')",
      "createHash('sha256').update(user.password)",
    ],
    quiet: ["createHash('md5').update(file)", "createHash('sha1').update(body)"],
  },
  {
    ...js,
    rule: 'guessable-secret',
    fires: [
      'const token = Math.random().toString(36).slice(2);',
      'session.resetCode = Math.floor(Math.random() * 1e6);'.replace('resetCode', 'resetToken'),
      'make({ apiKey: `k${Math.random()}` })',
    ],
    quiet: [
      'const jitter = Math.random() * 100;',
      'const token = randomBytes(16);',
      'const id = Math.random();',
    ],
  },
  {
    ...js,
    rule: 'path-from-request',
    fires: ['const p = path.join(root, req.params.file);', "fs.readFile('./up/' + req.query.name, done)"],
    quiet: [
      'const p = path.join(root, path.basename(req.params.file));',
      'const p = path.join(root, name);',
      "words.join(', ')",
    ],
  },
  {
    ...js,
    rule: 'open-redirect',
    fires: ['res.redirect(req.query.next)', 'res.redirect(302, req.body.url)'],
    quiet: [
      "res.redirect('/home')",
      'res.redirect(safe(req.query.next))',
      'res.redirect(`/u/${req.params.id}`)',
    ],
  },
  {
    ...js,
    rule: 'token-not-verified',
    fires: [
      "jwt.verify(token, key, { algorithms: ['none'] })",
      "jwt.verify(t, k, { issuer: 'a', algorithms: ['HS256', 'none'] }, cb)",
    ],
    quiet: ["jwt.verify(token, key, { algorithms: ['RS256'] })"],
  },
  {
    ...js,
    rule: 'slow-expression',
    fires: [
      'const a = /^(a+)+$/;',
      "const a = new RegExp('^(\\\\w+\\\\s?)*$');",
      'const a = /(?:[a-z]*)*x/;',
    ],
    quiet: [
      'const a = /^(ab+)+$/;',
      'const a = /(\\s*,\\s*)*x/;',
      'const a = /(a+)+/;',
      'const a = /[(+)]+$/;',
      'const a = /(a|b+)+$/;',
    ],
  },
  {
    ...js,
    rule: 'async-for-each',
    fires: [
      'items.forEach(async (item) => { await save(item); });',
      'list.forEach(async function (a) { await b(a); })',
    ],
    quiet: [
      'items.forEach((item) => { save(item); });',
      'for (const item of items) await save(item);',
      'a.map(async (b) => await c(b))',
    ],
  },
  {
    ...js,
    rule: 'not-awaited',
    fires: [
      'async function save() { await db(); }\nasync function run() {\n  save();\n}',
      'class A { async close() {} async stop() { this.close(); } }',
      'const go = async () => {};\nconst run = async () => { go(); };',
    ],
    quiet: [
      'async function save() {}\nasync function run() {\n  await save();\n}',
      'async function main() {}\nmain();',
      'async function save() {}\nfunction run() { save(); }',
      'async function save() {}\nasync function run() { save().catch(log); void save(); }',
      'function save() {}\nasync function run() { save(); }',
      'async function save() {}\nasync function run(save) { save(); }',
    ],
  },
  {
    ...js,
    rule: 'equals-nan',
    fires: ['if (a === NaN) b();', 'x != NaN'],
    quiet: ['Number.isNaN(a)', 'a === nan'],
  },
  {
    ...js,
    rule: 'no-such-type',
    fires: ["if (typeof a === 'undefned') b();", "typeof x !== 'array'"],
    quiet: ["typeof a === 'undefined'", 'typeof a === typeof b', 'typeof a === kind'],
  },
];
