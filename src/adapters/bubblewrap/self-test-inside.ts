import { statSync } from 'node:fs';
import { z } from 'zod';
import type { Bench } from './self-test.ts';

/** Looks round from inside, with the eyes of a program, and tries what it finds. */
export async function insideProbe(bench: Bench): Promise<string | undefined> {
  await bench.put('look.cjs', lookScript);
  const { stdout, stderr } = await bench.run([
    '/opt/patchwright/node',
    'look.cjs',
    bench.secretFile,
    String(bench.port),
    String(process.pid),
  ]);
  const seen = readSeen(stdout.text);
  if (seen === undefined) return `nothing can be run inside: ${stderr.text.trim().slice(-500)}`;
  return expectations.find(({ isHeld }) => !isHeld(seen))?.achieved;
}

function readSeen(text: string): Seen | undefined {
  try {
    return Seen.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

type Seen = z.infer<typeof Seen>;
const Seen = z.object({
  environment: z.array(z.string()),
  environmentOfFirst: z.string(),
  written: z.array(z.string()),
  changeable: z.array(z.string()),
  secret: z.string(),
  processes: z.array(z.number()),
  signal: z.string(),
  rights: z.string(),
  setuidMounts: z.array(z.string()),
  connections: z.array(z.string()),
  networks: z.array(z.string()),
});

interface Expectation {
  readonly achieved: string;
  readonly isHeld: (seen: Seen) => boolean;
}

const expectations: readonly Expectation[] = [
  {
    achieved: 'a command sees the environment of another process',
    isHeld: ({ environment, environmentOfFirst }) =>
      environment.every((name) => ['PATH', 'PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)) &&
      /^(?:PWD=\/\0|OLDPWD=[^\0]*\0|SHLVL=[0-9]+\0|_=[^\0]*\0)*$/.test(environmentOfFirst),
  },
  { achieved: 'a command can write outside of its tree', isHeld: ({ written }) => written.length === 0 },
  {
    achieved: 'a command can change the devices of this machine',
    isHeld: ({ changeable }) => changeable.every((device) => !isOurs(device)),
  },
  { achieved: 'a command can read files of this machine', isHeld: ({ secret }) => secret === 'ENOENT' },
  { achieved: 'a command sees processes of this machine', isHeld: ({ processes }) => processes.length <= 3 },
  { achieved: 'a command can send signals outside', isHeld: ({ signal }) => signal === 'ESRCH' },
  {
    achieved: 'a command has rights of an administrator',
    isHeld: ({ rights }) =>
      /^CapEff:\t0+$/m.test(rights) && /^CapBnd:\t0+$/m.test(rights) && /^NoNewPrivs:\t1$/m.test(rights),
  },
  {
    achieved: 'a command may gain rights from a file',
    isHeld: ({ setuidMounts }) => setuidMounts.length === 0,
  },
  {
    achieved: 'a command reaches a network',
    isHeld: ({ connections, networks }) =>
      connections.every((code) => ['ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH'].includes(code)) &&
      networks.every((name) => name === 'lo'),
  },
];

/** Whether a device is the very one that this machine has; `PATH FILESYSTEM INODE`. */
function isOurs(device: string): boolean {
  const [path = '', ...place] = device.split(' ');
  const { dev, ino } = statSync(path);
  return place.join(' ') === `${dev} ${ino}`;
}

/** Runs inside. 192.0.2.1 is an address of nobody, for examples (RFC 5737). */
const lookScript = String.raw`
const fs = require('node:fs');
const net = require('node:net');
const [secretFile, port, outsider] = process.argv.slice(2);

function codeOf(work) {
  try {
    work();
    return 'done';
  } catch (error) {
    return error.code;
  }
}

function connected(port, host) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host, timeout: 2000 });
    socket.on('connect', () => resolve('connected'));
    socket.on('timeout', () => resolve('timeout'));
    socket.on('error', (error) => resolve(error.code));
  }).finally(() => undefined);
}

const places = ['/', '/usr', '/usr/bin', '/etc', '/dev', '/opt', '/proc', '/proc/sys/kernel', '/var', '/run', '/home', '/root'];
const files = ['/proc/sys/kernel/core_pattern', '/proc/sys/vm/drop_caches', '/proc/sysrq-trigger', '/etc/passwd'];
const changeable = ['null', 'zero', 'full', 'random', 'urandom', 'tty']
  .map((name) => '/dev/' + name)
  .filter((device) => codeOf(() => fs.chmodSync(device, 0o666)) === 'done');
const written = [
  ...places.filter((place) => codeOf(() => fs.writeFileSync(place + '/written', '')) === 'done'),
  ...files.filter((file) => codeOf(() => fs.closeSync(fs.openSync(file, 'r+'))) === 'done'),
];

(async () => {
  const connections = [await connected(Number(port), '127.0.0.1'), await connected(80, '192.0.2.1')];
  console.log(JSON.stringify({
    environment: Object.keys(process.env),
    environmentOfFirst: fs.readFileSync('/proc/1/environ', 'latin1'),
    written,
    changeable: changeable.map((device) => [device, fs.statSync(device).dev, fs.statSync(device).ino].join(' ')),
    secret: codeOf(() => fs.readFileSync(secretFile)),
    processes: fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).map(Number),
    signal: codeOf(() => process.kill(Number(outsider), 0)),
    rights: fs.readFileSync('/proc/self/status', 'latin1'),
    setuidMounts: fs.readFileSync('/proc/self/mounts', 'latin1').split('\n')
      .filter((line) => line !== '' && !/[ ,]nosuid[ ,]/.test(line)),
    connections,
    networks: fs.readFileSync('/proc/net/dev', 'latin1').split('\n').slice(2)
      .map((line) => line.split(':')[0].trim()).filter(Boolean),
  }));
  process.exit();
})();
`;
