import type { Attack, Form, Harm } from './attack.ts';
import { coded, type HostileCode } from './code.ts';
import type { Place } from './place.ts';

/** Ways out of a jail into other processes, and rights to go them. */
export const gettingOut: readonly Attack[] = [
  out('a daemon that has left its parent', {
    script: () => '(setsid sleep 600 >/dev/null 2>&1 </dev/null &)\n',
    harm: ['lingers'],
  }),
  out('a daemon that forks twice and hears no signal', {
    language: 'python',
    script: () => `import os, signal, sys, time
if os.fork(): os.wait(); sys.exit()
os.setsid()
if os.fork(): os._exit(0)
for number in (1, 2, 3, 15): signal.signal(number, signal.SIG_IGN)
for descriptor in range(64):
    try: os.close(descriptor)
    except OSError: pass
time.sleep(600)
`,
    harm: ['lingers'],
  }),
  out('a signal to another process', {
    script: ({ standIn }, form) =>
      form === 'tame' ? `kill -9 ${standIn.pid}\n` : `kill -9 ${standIn.pid}; kill -9 $PPID; exit 0\n`,
    harm: ['signals'],
    ended: /^(?:exited|signalled)$/,
  }),
  out('a signal to all processes, and to process 1', {
    script: ({ standIn }, form) =>
      form === 'tame' ? `kill -9 ${standIn.pid}\n` : 'kill -9 1; kill -9 -1; kill -9 0\n',
    harm: ['signals'],
    ended: /^(?:exited|signalled)$/,
  }),
  out('another program in the place of a toolchain', {
    script: ({ toolchain }, form) =>
      form === 'tame'
        ? `echo 'echo mine' >${toolchain}/bin/fixture-tool\n`
        : `cd ${toolchain}/bin || cd "$(dirname "$(command -v fixture-tool)")"
chmod 777 . fixture-tool; rm -f fixture-tool; mv fixture-tool x; echo mine >fixture-tool; touch new; ln fixture-tool y; exit 0\n`,
    needs: ['fixture-tool'],
    harm: ['writes'],
  }),
  out('a connection to a server of this machine', {
    language: 'bash',
    script: ({ trap }) => `exec 3<>/dev/tcp/127.0.0.1/${trap.port} && echo hello >&3 && cat <&3; exit 0\n`,
    harm: ['connects'],
  }),
  out('a connection to a socket file', {
    language: 'python',
    script: ({ outside }) => `${connecting}attempt(socket.AF_UNIX, '${outside}/socket')\n`,
    harm: ['connects'],
  }),
  out('a connection to a socket that has no file', {
    language: 'python',
    script: ({ trap }) => `${connecting}attempt(socket.AF_UNIX, '\\0${trap.hiddenName}')\n`,
    harm: ['connects'],
  }),
  opening(
    'a socket that talks to the kernel (netlink)',
    'socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)',
  ),
  opening('a socket for bare packets', 'socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)'),
  opening('a socket below the internet', 'socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)'),
  opening(
    'a packet to elsewhere',
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 53))",
  ),
  out('another process under a debugger', {
    language: 'python',
    script: ({ standIn }, form) => `${system}
import signal
child = os.fork()
if child == 0:
    time.sleep(30); os._exit(0)
target = ${form === 'tame' ? 'child' : `child, ${standIn.pid}, 1`}
for pid in target if isinstance(target, tuple) else (target,):
    if libc.ptrace(16, pid, 0, 0) == 0: achieved()
os.kill(child, signal.SIGKILL)
`,
    harm: ['achieves'],
  }),
  out('the memory of other processes', {
    needs: ['administrator'],
    language: 'python',
    script: ({ standIn }, form) => `${system}
for pid in ${form === 'tame' ? `['${standIn.pid}']` : "[name for name in os.listdir('/proc') if name.isdigit()]"}:
    try:
        for line in open(f'/proc/{pid}/maps'):
            if '[stack]' not in line and '[heap]' not in line: continue
            start, end = (int(address, 16) for address in line.split()[0].split('-'))
            with open(f'/proc/{pid}/mem', 'rb', 0) as memory:
                memory.seek(start); print(memory.read(end - start).decode('latin1'))
    except OSError: pass
`,
    harm: ['reads'],
  }),
  out('typing into the terminal of whoever started it (TIOCSTI)', {
    needs: ['administrator'],
    language: 'python',
    script: () => `${system}
import fcntl, pty
own, other = pty.openpty()
if os.fork() == 0:
    os.setsid()
    try:
        fcntl.ioctl(other, 0x540E, 0)
        fcntl.ioctl(other, 0x5412, b'x'); achieved()
    except OSError as error: print(error)
    os._exit(0)
os.wait()
`,
    harm: ['achieves'],
  }),
  out('a file that lends the rights of its owner', {
    script: () => 'cp /bin/true lent; chmod 6755 lent; install -m 4755 /bin/true lent2; exit 0\n',
    harm: ['lends'],
  }),
  out('a device of this machine', {
    needs: ['administrator'],
    script: () => 'mknod device c 1 3; exit 0\n',
    harm: ['lends'],
  }),
  out('the settings of the kernel', {
    needs: ['administrator'],
    script: () =>
      'for f in /proc/sys/kernel/core_pattern /proc/sys/kernel/hostname; do (exec 3>>$f) 2>/dev/null && echo achieved; done; exit 0\n',
    harm: ['achieves'],
  }),
  called('a namespace of its own', 'libc.unshare(0x10000000)'),
  called('a network of its own', 'libc.unshare(0x50000000)'),
  called('another root', "libc.chroot(b'.')"),
  called('a mounted folder', "libc.unshare(0x00020000) or libc.mount(b'none', b'.', b'tmpfs', 0, None)"),
  called(
    'the rights of the administrator',
    'libc.setuid(0) or libc.sethostname(b"localhost", 9) * 0 if os.getuid() == 0 else -1',
  ),
];

interface WayOut {
  readonly script: (place: Place, form: Form) => string;
  readonly language?: HostileCode['language'];
  readonly needs?: readonly string[];
  readonly harm: readonly Harm[];
  readonly ended?: Attack['ended'];
}

function out(name: string, { language = 'shell', ended = 'exited', ...rest }: WayOut): Attack {
  return coded({ name, class: 'getting out', language, ended, ...rest });
}

const connecting = `import socket
def attempt(family, address):
    try:
        client = socket.socket(family); client.connect(address); client.send(b'hello'); print(client.recv(99))
    except OSError as error: print(error)
`;

/** What succeeds says so; the word is put together, so that no error that quotes the script says it as well. */
const system = `import ctypes, os, socket, time
libc = ctypes.CDLL(None, use_errno=True)
def achieved(): print('achi' + 'eved', flush=True)
`;

function opening(name: string, expression: string): Attack {
  return out(name, {
    needs: ['administrator'],
    language: 'python',
    script: () => `${system}
try:
    ${expression}; achieved()
except OSError as error: print(error)
`,
    harm: ['achieves'],
  });
}

function called(name: string, expression: string): Attack {
  return out(name, {
    needs: ['administrator'],
    language: 'python',
    script: () => `${system}
if (${expression}) == 0: achieved()
`,
    harm: ['achieves'],
  });
}
