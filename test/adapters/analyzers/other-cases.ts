import type { Cases } from './weakness-cases.ts';

const go = { path: 'a.go' };
const java = { path: 'src/A.java' };
const rb = { path: 'lib/a.rb' };
const php = { path: 'src/a.php' };

export const otherCases: readonly Cases[] = [
  {
    ...go,
    rule: 'sql-from-text',
    fires: [
      'package a\nfunc f() { db.Query("SELECT * FROM a WHERE b = " + c) }',
      'package a\nfunc f() {\n q := fmt.Sprintf("DELETE FROM a WHERE b = %s", c)\n db.ExecContext(ctx, q)\n}',
    ],
    quiet: [
      'package a\nfunc f() { db.Query("SELECT * FROM a WHERE b = ?", c) }',
      'package a\nfunc f() { url.Query("a" + b) }',
    ],
  },
  {
    ...go,
    rule: 'shell-from-text',
    fires: ['package a\nfunc f() { exec.Command("sh", "-c", "ls "+dir) }'],
    quiet: [
      'package a\nfunc f() { exec.Command("ls", dir) }',
      'package a\nfunc f() { exec.Command("sh", "-c", "ls") }',
    ],
  },
  {
    ...go,
    rule: 'certificates-not-checked',
    fires: ['package a\nvar c = &tls.Config{InsecureSkipVerify: true}'],
    quiet: ['package a\nvar c = &tls.Config{InsecureSkipVerify: insecure}'],
  },
  {
    ...go,
    rule: 'weak-password-hash',
    fires: ['package a\nvar h = md5.Sum([]byte(password))'],
    quiet: ['package a\nvar h = md5.Sum(data)'],
  },
  {
    ...go,
    rule: 'guessable-secret',
    fires: ['package a\nimport "math/rand"\nfunc f() { token = rand.Intn(100) }'],
    quiet: [
      'package a\nimport "crypto/rand"\nfunc f() { token = rand.Int() }',
      'package a\nimport "math/rand"\nfunc f() { n = rand.Intn(100) }',
    ],
  },
  {
    ...java,
    rule: 'sql-from-text',
    fires: ['class A { void f() { s.executeQuery("SELECT * FROM a WHERE b = \'" + c + "\'"); } }'],
    quiet: [
      'class A { void f() { s.executeQuery("SELECT * FROM a"); } }',
      'class A { void f() { s.execute("x" + c); } }',
    ],
  },
  {
    ...java,
    rule: 'shell-from-text',
    fires: ['class A { void f() { Runtime.getRuntime().exec("ls " + d); } }'],
    quiet: ['class A { void f() { Runtime.getRuntime().exec(new String[]{"ls", d}); } }'],
  },
  {
    ...java,
    rule: 'compares-references',
    fires: ['class A { boolean f() { return name == "a"; } }'],
    quiet: [
      'class A { boolean f() { return name.equals("a"); } }',
      'class A { boolean f() { return n == 1; } }',
    ],
  },
  {
    ...java,
    rule: 'empty-optional',
    fires: [
      'class A { int f() { return list.stream().findFirst().get(); } }',
      'class A { B f() { return users.findById(id).get(); } }',
    ],
    quiet: [
      'class A { int f() { return map.get(); } }',
      'class A { int f() { return list.stream().findFirst().orElse(0); } }',
    ],
  },
  {
    ...rb,
    rule: 'sql-from-text',
    fires: ['User.where("name = \'#{name}\'")'],
    quiet: ['User.where("name = ?", name)', 'User.where(name: name)', 'log.order("item #{n}")'],
  },
  {
    ...rb,
    rule: 'shell-from-text',
    fires: ['system("ls #{dir}")'],
    quiet: ['system("ls", dir)', 'system("ls")', 'system("ls #{Shellwords.escape(dir)}")'],
  },
  {
    ...rb,
    rule: 'code-from-text',
    fires: ['eval(params[:code])'],
    quiet: ['eval(code)', 'instance_eval(&block)'],
  },
  {
    ...rb,
    rule: 'certificates-not-checked',
    fires: ['http.verify_mode = OpenSSL::SSL::VERIFY_NONE'],
    quiet: ['http.verify_mode = OpenSSL::SSL::VERIFY_PEER'],
  },
  { ...rb, rule: 'open-redirect', fires: ['redirect_to(params[:url])'], quiet: ['redirect_to(root_path)'] },
  {
    ...rb,
    rule: 'objects-from-outside',
    fires: ['Marshal.load(cookies[:a])'],
    quiet: ['Marshal.load(cached)'],
  },
  {
    ...rb,
    rule: 'weak-password-hash',
    fires: ['Digest::MD5.hexdigest(password)'],
    quiet: ['Digest::MD5.hexdigest(file)'],
  },
  {
    ...php,
    rule: 'sql-from-text',
    fires: [
      '<?php $db->query("SELECT * FROM a WHERE b = \'$c\'");',
      "<?php mysqli_query($c, 'SELECT * FROM a WHERE b = ' . $d);",
    ],
    quiet: ["<?php $db->prepare('SELECT * FROM a WHERE b = ?');", '<?php $db->query("page $n");'],
  },
  {
    ...php,
    rule: 'shell-from-text',
    fires: ['<?php exec("ls $dir");', "<?php shell_exec('ls ' . $dir);"],
    quiet: ["<?php exec('ls');", "<?php exec('ls ' . escapeshellarg($dir));"],
  },
  {
    ...php,
    rule: 'objects-from-outside',
    fires: ["<?php unserialize($_COOKIE['a']);"],
    quiet: ['<?php unserialize($cached);'],
  },
  {
    ...php,
    rule: 'html-from-text',
    fires: ["<?php echo $_GET['name'];"],
    quiet: ["<?php echo htmlspecialchars($_GET['name']);", '<?php echo $name;'],
  },
  {
    ...php,
    rule: 'weak-password-hash',
    fires: ['<?php $h = md5($password);'],
    quiet: ['<?php $h = md5($file);', '<?php password_hash($password, PASSWORD_DEFAULT);'],
  },
  {
    ...php,
    rule: 'guessable-secret',
    fires: ['<?php $token = md5(uniqid());', '<?php $resetToken = mt_rand();'],
    quiet: ['<?php $token = random_bytes(16);', '<?php $n = mt_rand();'],
  },
];
