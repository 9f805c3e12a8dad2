import type { SandboxOrder } from '../../src/ports/sandbox.ts';
import type { SandboxWorld } from './sandbox-world.ts';

/** A promise of the sandbox, what is tried against it, and all that may be printed then. */
export interface Probe {
  readonly promise: string;
  readonly by: 'node' | 'shell';
  readonly script: string | ((world: SandboxWorld) => string);
  readonly seen: string | RegExp;
  readonly order?: Partial<SandboxOrder>;
}

export const probes: readonly Probe[] = [
  ...onFiles(),
  ...onMemoryFolders(),
  ...onProcesses(),
  ...onRights(),
  ...onNetworks(),
  ...onWhatMustWork(),
];

function onFiles(): readonly Probe[] {
  return [
    node("a file of another's is not there", 'fs.readFileSync("/etc/shadow")', 'ENOENT'),
    node(
      'a temporary file of this machine is not there',
      (world) => `fs.readFileSync("${world.secret}")`,
      'ENOENT',
    ),
    node('no home is there', 'fs.readdirSync("/root")', 'ENOENT'),
    node('nor the folder of homes', 'fs.readdirSync("/home")', 'ENOENT'),
    node('the devices of the kernel are not there', 'fs.readdirSync("/sys")', 'ENOENT'),
    node(
      'a link leads nowhere outside',
      'fs.symlinkSync("/etc/shadow", "l"); fs.readFileSync("l")',
      'ENOENT',
    ),
    node('nor do dots', 'fs.readFileSync("/project/../../../etc/shadow")', 'ENOENT'),
    node('nor does the root of process 1', 'fs.readFileSync("/proc/1/root/etc/shadow")', 'ENOENT'),
    node('the system cannot be written', 'fs.writeFileSync("/usr/bin/written", "")', 'EROFS'),
    node('nor the root', 'fs.writeFileSync("/written", "")', 'EROFS'),
    node('nor the settings', 'fs.writeFileSync("/etc/passwd", "")', 'EROFS'),
    node('nor the devices', 'fs.writeFileSync("/dev/written", "")', 'EROFS'),
    node('nor the kernel', 'fs.writeFileSync("/proc/sys/kernel/core_pattern", "|/x")', 'EROFS'),
    node('nor its emergency brake', 'fs.writeFileSync("/proc/sysrq-trigger", "b")', /^(?:EROFS|ENOENT)$/),
    node('nor a toolchain', 'fs.writeFileSync(process.execPath, "")', /^(?:EROFS|ETXTBSY)$/),
    shell(
      'of the devices only harmless ones are there',
      'ls /dev | tr "\\n" " "',
      'core fd full null ptmx pts random shm stderr stdin stdout tty urandom zero',
    ),
    node(
      'a device cannot be made',
      'require("child_process").execFileSync("mknod", ["d", "b", "8", "0"], { stdio: "pipe" })',
      '1',
      'status',
    ),
    shell(
      'no descriptor of ours is open inside',
      'for f in /proc/$$/fd/*; do readlink $f; done >/tmp/fds; sed "s/[0-9]*//g" /tmp/fds | sort -u | tr "\\n" " "',
      /^\/dev\/null \/tmp\/fds \S+\/stderr \S+\/stdout$/,
    ),
  ];
}

function onMemoryFolders(): readonly Probe[] {
  const limits = { temporaryBytes: 4_000_000 };
  const fill = 'fs.writeFileSync(FILE, Buffer.alloc(80_000_000))';
  return [
    {
      ...node('the temporary folder has a limit', fill.replace('FILE', '"/tmp/f"'), 'ENOSPC'),
      order: { limits },
    },
    node('shared memory has a limit', fill.replace('FILE', '"/dev/shm/f"'), 'ENOSPC'),
    shell(
      'what is written to the temporary folder is gone with the run',
      'ls /tmp/f 2>&1 | grep -o "No such.*"',
      'No such file or directory',
    ),
    shell('nothing is dumped when a program breaks', 'ulimit -c', '0'),
  ];
}

function onProcesses(): readonly Probe[] {
  return [
    shell('no process of this machine is seen', 'ls /proc | grep -c "^[0-9]"', /^[1-5]$/),
    node('none can be sent a signal', `process.kill(${process.pid}, 0)`, 'ESRCH'),
    shell('process 1 cannot be ended', 'kill -9 1; echo still here', 'still here'),
    node('nor its memory be read', 'fs.readFileSync("/proc/1/mem")', /^(?:EACCES|EPERM|EIO)$/),
    shell(
      'the environment is ours alone',
      'cat /proc/self/environ | tr "\\0" "\\n" | cut -d= -f1 | sort | tr "\\n" " "',
      'HOME LANG PATH PWD TMPDIR USER',
    ),
    shell('process 1 has none', 'tr "\\0" " " </proc/1/environ', ''),
    shell(
      'there is no terminal',
      'tty; (: </dev/tty) 2>&1 | grep -o "No such.*"',
      'not a tty\nNo such device or address',
    ),
  ];
}

function onRights(): readonly Probe[] {
  return [
    shell('one is nobody in particular', 'id -un; id -u; hostname', 'sandbox\n1000\nsandbox'),
    shell(
      'no right of an administrator is left',
      'grep Cap /proc/self/status | tr -d "\\t0\\n"',
      'CapInh:CapPrm:CapEff:CapBnd:CapAmb:',
    ),
    shell(
      'none can be gained',
      'grep -E "NoNewPrivs|Seccomp:" /proc/self/status | tr -d "\\t\\n"',
      'NoNewPrivs:1Seccomp:2',
    ),
    shell(
      'no file can be made to give them',
      'cp /usr/bin/id id; chmod 6755 id 2>/dev/null; ls -l id | cut -c 1-10; ./id -u',
      '-rwxr-xr-x\n1000',
    ),
    node('nobody else can be become', 'process.setuid(0)', /^(?:EPERM|EINVAL)$/),
    shell(
      'nothing can be mounted',
      'mount -t tmpfs none /tmp 2>&1 | grep -o "permission denied\\|must be superuser"',
      /./,
    ),
    shell(
      'no namespace can be made',
      'unshare -U true 2>&1 | grep -o "Operation not permitted\\|No space left"',
      /./,
    ),
    shell('the host name stays', 'hostname evil 2>/dev/null; hostname', 'sandbox'),
  ];
}

function onNetworks(): readonly Probe[] {
  return [
    shell(
      'there is no network but the own',
      'grep -c : /proc/net/dev; grep -o "lo:" /proc/net/dev',
      '1\nlo:',
    ),
    script(
      'a server of this machine is not reached',
      (world) => connect(`${world.port}, "127.0.0.1"`),
      'ECONNREFUSED',
    ),
    script('nor one elsewhere', connect('80, "192.0.2.1"'), 'ENETUNREACH'),
    script('nor a cloud telling secrets', connect('80, "169.254.169.254"'), 'ENETUNREACH'),
    script(
      'no name is found',
      'require("dns").lookup("example.com", (error) => console.log(error.code))',
      'EAI_AGAIN',
    ),
    script(
      'no packet leaves',
      'const s = require("dgram").createSocket("udp4"); s.send("x", 53, "192.0.2.1", (error) => { console.log(error.code); s.close(); })',
      'ENETUNREACH',
    ),
    script('no socket file can be opened', connect('"/run/some.sock"'), /^(?:EAFNOSUPPORT|EINVAL)$/),
    script('nor one without a file', connect('{ path: "\\0some" }'), /^(?:EAFNOSUPPORT|EINVAL)$/),
  ];
}

function connect(where: string): string {
  return `require("net").connect(${where}).on("error", (error) => console.log(error.code)).on("connect", () => console.log("connected"))`;
}

/** A jail in which tests cannot run is none. */
function onWhatMustWork(): readonly Probe[] {
  return [
    script(
      'programs may talk to their children',
      'fs.writeFileSync("c.cjs", "process.send(6 * 7)"); require("child_process").fork("./c.cjs").on("message", (m) => console.log(m))',
      '42',
    ),
    script(
      'a server may be tested from inside',
      'const s = require("http").createServer((q, a) => a.end("hello")).listen(0, () => fetch(`http://127.0.0.1:${s.address().port}`).then((a) => a.text()).then((t) => { console.log(t); s.close(); }))',
      'hello',
    ),
    script(
      'threads may be started',
      'new (require("worker_threads").Worker)("require(\'worker_threads\').parentPort.postMessage(1)", { eval: true }).on("message", (m) => console.log(m))',
      '1',
    ),
    script(
      'WebAssembly has its room',
      'new WebAssembly.Memory({ initial: 1, maximum: 65536 }); console.log("there")',
      'there',
    ),
    script(
      'a user has a name and a home',
      'const { username, homedir } = os.userInfo(); fs.writeFileSync(homedir + "/f", ""); console.log(username)',
      'sandbox',
    ),
    shell(
      'input and outputs can be opened by their names',
      'echo out >/dev/stdout; cat /dev/stdin; echo error >/dev/stderr',
      'out',
    ),
    shell(
      'files of the tree may be written and run',
      'printf "#!/bin/sh\\necho ran" >run; chmod +x run; ./run',
      'ran',
    ),
  ];
}

/** Tells how a piece of JavaScript ends: by the code of its error, or another of its fields. */
function node(promise: string, work: Probe['script'], seen: Probe['seen'], field = 'code'): Probe {
  return { promise, by: 'node', script, seen };

  function script(world: SandboxWorld): string {
    const text = typeof work === 'string' ? work : work(world);
    return `try { ${text}; console.log('done') } catch (error) { console.log(error.${field}) }`;
  }
}

function script(promise: string, script: Probe['script'], seen: Probe['seen']): Probe {
  return { promise, by: 'node', script, seen };
}

function shell(promise: string, script: string, seen: Probe['seen']): Probe {
  return { promise, by: 'shell', script, seen };
}
