import { readlinkSync } from 'node:fs';
import { posix } from 'node:path';
import type { SandboxLimits } from '../../ports/sandbox.ts';
import { devices as ownDevices } from './furnish.ts';

/** All that decides what the inside of a jail looks like. */
export interface JailOrder {
  readonly tree: string;
  /** Folders and files shown for reading at another place than their own. */
  readonly shown: readonly Shown[];
  /** Folders and files shown for reading at their own place: toolchains. */
  readonly toolchains: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where the command starts, from the root of the tree; empty for the tree itself. */
  readonly cwd: string;
  readonly limits: SandboxLimits;
  /** Whether processes and memory are to be limited for each process, having no control group. */
  readonly isByRlimits: boolean;
  /** A folder of devices to show in the stead of this machine's. */
  readonly devices: string | undefined;
  /** Whether the command is given something to read. */
  readonly hasInput: boolean;
  readonly argv: readonly string[];
}

export interface Shown {
  readonly from: string;
  readonly to: string;
}

/** Where the tree is seen inside. */
export const treeRoot = '/project';

/** The file descriptors that bubblewrap is handed. */
export const descriptors = { filter: 3, status: 4, files: 5, started: 9 } as const;

/** Small files of /etc that programs ask for: who they are, and what their own machine is called. At most four. */
export const systemFiles: readonly { readonly path: string; readonly content: string }[] = [
  {
    path: '/etc/passwd',
    content: 'sandbox:x:1000:1000:sandbox:/tmp/home:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  },
  { path: '/etc/group', content: 'sandbox:x:1000:\nnogroup:x:65534:\n' },
  { path: '/etc/hosts', content: '127.0.0.1 localhost sandbox\n::1 localhost\n' },
  { path: '/etc/nsswitch.conf', content: 'passwd: files\ngroup: files\nhosts: files dns\n' },
];

/** The arguments of bubblewrap: nothing is shared with this machine, and nothing of it can be written but the tree. */
export function jailArguments(order: JailOrder): readonly string[] {
  const groups: readonly (readonly string[])[] = [
    ['--unshare-all', '--unshare-user', '--disable-userns', '--die-with-parent', '--new-session'],
    ['--cap-drop', 'ALL', '--uid', '1000', '--gid', '1000', '--hostname', 'sandbox', '--clearenv'],
    Object.entries(order.env).flatMap(([name, value]) => ['--setenv', name, value]),
    systemFolders(),
    systemFiles.flatMap(({ path }, index) => ['--ro-bind-data', String(descriptors.files + index), path]),
    devices(order),
    order.toolchains.flatMap((path) => ['--ro-bind', path, path]),
    ['--bind', order.tree, treeRoot],
    order.shown.flatMap(({ from, to }) => ['--ro-bind', from, to]),
    ['--remount-ro', '/', '--chdir', posix.join(treeRoot, order.cwd)],
    ['--seccomp', String(descriptors.filter), '--json-status-fd', String(descriptors.status)],
    ['--', '/bin/sh', '-c', limitScript(order), 'sh', ...order.argv],
  ];
  return groups.flat();
}

/** What the system has for all programs; nothing of a person, a service or a secret. */
const systemEtc = [
  'alternatives',
  'ca-certificates',
  'crypto-policies',
  'java-17-openjdk',
  'java-21-openjdk',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'mime.types',
  'pki',
  'protocols',
  'services',
  'ssl/certs',
  'ssl/openssl.cnf',
];

function systemFolders(): readonly string[] {
  return [
    ['--ro-bind', '/usr', '/usr'],
    ...['bin', 'sbin', 'lib', 'lib32', 'lib64'].map((name) => rootFolder(`/${name}`)),
    ...systemEtc.map((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
  ].flat();
}

function rootFolder(path: string): readonly string[] {
  const target = linkTarget(path);
  return target === undefined ? ['--ro-bind-try', path, path] : ['--symlink', target, path];
}

/** Most systems have /bin and the like as links into /usr. */
function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

const sharedMemoryBytes = 64 * 1024 * 1024;

/** All that can be written beside the tree is memory with a limit. */
function devices({ limits, devices: own }: JailOrder): readonly string[] {
  return [
    ['--proc', '/proc', '--remount-ro', '/proc', '--dev', '/dev'],
    ...(own === undefined
      ? []
      : ownDevices.map((name) => ['--dev-bind', posix.join(own, name), `/dev/${name}`])),
    ['--remount-ro', '/dev'],
    ['--size', String(sharedMemoryBytes), '--tmpfs', '/dev/shm'],
    ['--size', String(limits.temporaryBytes), '--tmpfs', '/tmp', '--dir', '/tmp/home'],
  ].flat();
}

/**
 * Sets what can only be set from inside, says that the jail stands, and becomes the command. Without control groups the limits
 * hold for each process, and we watch the sum.
 */
function limitScript({ limits, isByRlimits, hasInput }: JailOrder): string {
  const seconds = Math.ceil(limits.processorMs / 1000);
  return [
    'ulimit -c 0',
    `ulimit -f ${Math.ceil(limits.fileBytes / 512)}`,
    `ulimit -S -t ${seconds} && ulimit -H -t ${seconds + 2}`,
    ...(isByRlimits
      ? [
          `ulimit -d ${Math.ceil(limits.memoryBytes / 1024)}`,
          `{ ulimit -u ${limits.processes} 2>/dev/null || ulimit -p ${limits.processes}; }`,
        ]
      : []),
    `echo >&${descriptors.started} && exec ${descriptors.started}>&-`,
    ...(hasInput ? [] : ['exec </dev/null']),
    'exec "$@"',
  ].join(' && ');
}
