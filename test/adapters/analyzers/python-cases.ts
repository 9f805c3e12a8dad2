import type { Cases } from './weakness-cases.ts';

const py = { path: 'src/a.py' };

export const pythonCases: readonly Cases[] = [
  {
    ...py,
    rule: 'code-from-text',
    fires: ["eval('a.' + name)", 'exec(f"x = {y}")', "eval('%s()' % name)", "eval('{}()'.format(name))"],
    quiet: ["eval('1')", 'ast.literal_eval(x)', 'exec(code)', "exec('x = 1', scope)"],
  },
  {
    ...py,
    rule: 'shell-from-text',
    fires: [
      'os.system("rm " + path)',
      'subprocess.run(f"ls {d}", shell=True)',
      'subprocess.check_output("a %s" % b, cwd=c, shell=True)',
    ],
    quiet: [
      'subprocess.run(["ls", d])',
      'subprocess.run(f"ls {d}")',
      'os.system("ls")',
      'subprocess.run(f"ls {shlex.quote(d)}", shell=True)',
    ],
  },
  {
    ...py,
    rule: 'sql-from-text',
    fires: [
      'cur.execute("SELECT * FROM a WHERE b = \'%s\'" % name)',
      'db.execute(f"DELETE FROM a WHERE id = {i}")',
      'cur.execute("SELECT a FROM b WHERE c = {}".format(d))',
    ],
    quiet: [
      'cur.execute("SELECT * FROM a WHERE b = %s", (name,))',
      'cur.execute("SELECT 1 FROM a")',
      'pool.execute(f"job {n}")',
    ],
  },
  {
    ...py,
    rule: 'html-from-text',
    fires: ['mark_safe("<b>%s</b>" % name)', 'render_template_string("<p>" + text)'],
    quiet: [
      'mark_safe("<br>")',
      'mark_safe("<b>%s</b>" % escape(name))',
      'render_template_string("<p>{{ a }}", a=b)',
    ],
  },
  {
    ...py,
    rule: 'certificates-not-checked',
    fires: [
      'requests.get(url, verify=False)',
      'requests.post(url, data=d, verify=False, timeout=3)',
      'ctx = ssl._create_unverified_context()',
      'ctx.verify_mode = ssl.CERT_NONE',
    ],
    quiet: [
      'requests.get(url, verify=True)',
      'requests.get(url, verify=bundle)',
      'schema.load(data, verify=False)',
    ],
  },
  {
    ...py,
    rule: 'weak-password-hash',
    fires: ['h = hashlib.md5(password.encode()).hexdigest()'],
    quiet: ['h = hashlib.md5(data)', 'h = hashlib.scrypt(password, salt=s)'],
  },
  {
    ...py,
    rule: 'guessable-secret',
    fires: [
      "token = ''.join(random.choice(letters) for _ in range(20))",
      'self.reset_token = random.randint(0, 999)',
    ],
    quiet: ['token = secrets.token_hex()', 'delay = random.random()', 'token = rng.choice(tokens)'],
  },
  {
    ...py,
    rule: 'objects-from-outside',
    fires: ['yaml.load(text)', 'yaml.load(f, Loader=yaml.Loader)', 'pickle.loads(request.data)'],
    quiet: [
      'yaml.safe_load(text)',
      'yaml.load(f, Loader=yaml.SafeLoader)',
      'yaml.load(f, Loader=SafeLoader)',
      'pickle.loads(cached)',
      'json.loads(request.data)',
    ],
  },
  {
    ...py,
    rule: 'path-from-request',
    fires: ["os.path.join(root, request.args['name'])", "send_file(request.args.get('f'))"],
    quiet: ["os.path.join(root, secure_filename(request.args['name']))", 'open(path)'],
  },
  {
    ...py,
    rule: 'open-redirect',
    fires: ["return redirect(request.args.get('next'))"],
    quiet: ["return redirect(url_for('home'))", "return redirect(safe(request.args.get('next')))"],
  },
  {
    ...py,
    rule: 'token-not-verified',
    fires: ['jwt.decode(t, options={"verify_signature": False})', 'jwt.decode(t, key, verify=False)'],
    quiet: [
      'jwt.decode(t, key, algorithms=["HS256"])',
      'jwt.decode(t, key, options={"verify_signature": True})',
    ],
  },
  {
    ...py,
    rule: 'slow-expression',
    fires: ["p = re.compile(r'^(\\w+\\s?)*$')"],
    quiet: ["p = re.compile(r'^(\\w+\\s)*$')", "p = compile('(a+)+$')"],
  },
  {
    ...py,
    rule: 'default-is-kept',
    fires: ['def f(a, seen=[]):\n    seen.append(a)\n', 'def f(a, known: dict = {}):\n    known[a] = 1\n'],
    quiet: [
      'def f(a, seen=None):\n    seen = seen or []\n    seen.append(a)\n',
      'def f(a, seen=[]):\n    return len(seen)\n',
      'def f(a, seen=()):\n    pass\n',
      'def f(a=[]):\n    a = list(a)\n    a.append(1)\n',
    ],
  },
  {
    ...py,
    rule: 'asserts-a-tuple',
    fires: ['assert (a == b, "no")'],
    quiet: ['assert a == b, "no"', 'assert (a == b)', 'assert (a,\n  b)[0]'],
  },
  {
    ...py,
    rule: 'is-a-literal',
    fires: ['if a is "x":\n    pass\n', 'b = a is not 5'],
    quiet: ['if a is None:\n    pass\n', 'b = a is not c', 'b = a == 5'],
  },
  {
    ...py,
    rule: 'hash-is-kept',
    fires: ['cache_key = hash(query)', 'path = f"/tmp/{hash(url)}"'],
    quiet: ['h = hash(self)', 'def __hash__(self):\n    return hash(self.a)\n'],
  },
  {
    ...py,
    rule: 'swallows-everything',
    fires: ['try:\n    f()\nexcept:\n    pass\n'],
    quiet: [
      'try:\n    f()\nexcept OSError:\n    pass\n',
      'try:\n    f()\nexcept:\n    log()\n',
      'try:\n    f()\nexcept:  # never mind\n    pass\n',
    ],
  },
];
