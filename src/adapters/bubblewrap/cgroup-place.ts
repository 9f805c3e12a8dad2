/** Where groups of ours may be made: a folder for each controller in version 1, one for all in version 2. */
export type CgroupPlace =
  | { readonly is: 'cgroup-v2'; readonly folder: string }
  | { readonly is: 'cgroup-v1'; readonly memory: string; readonly pids: string };

/**
 * Finds the groups that this process is in, from its `mountinfo` and `cgroup` files of /proc; undefined where the two controllers
 * that we need are not to be had. `controllers` reads `cgroup.controllers` of a folder.
 */
export function cgroupPlace(
  mountinfo: string,
  membership: string,
  controllers: (folder: string) => readonly string[],
): CgroupPlace | undefined {
  const mounts = mountinfo.split('\n').flatMap(readMount);
  const groups = membership.split('\n').flatMap(readGroup);
  const unified = folderOf(
    mounts.find(({ type }) => type === 'cgroup2'),
    groups.find(({ names }) => names.length === 0),
  );
  if (unified !== undefined && ['memory', 'pids'].every((name) => controllers(unified).includes(name)))
    return { is: 'cgroup-v2', folder: unified };
  const [memory, pids] = ['memory', 'pids'].map((name) =>
    folderOf(
      mounts.find(({ type, options }) => type === 'cgroup' && options.includes(name)),
      groups.find(({ names }) => names.includes(name)),
    ),
  );
  return memory !== undefined && pids !== undefined ? { is: 'cgroup-v1', memory, pids } : undefined;
}

interface Mount {
  /** The folder of the hierarchy that is mounted, and where. */
  readonly root: string;
  readonly at: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** `36 35 0:30 /root /at rw shared:1 - type source options`: see proc_pid_mountinfo(5). */
function readMount(line: string): readonly Mount[] {
  const [head = '', rest = ''] = line.split(' - ');
  const [, , , root, at] = head.split(' ');
  const [type, , options = ''] = rest.split(' ');
  if (root === undefined || at === undefined || type === undefined) return [];
  return [{ root, at, type, options: options.split(',') }];
}

interface Group {
  /** The controllers of version 1; none in version 2. */
  readonly names: readonly string[];
  readonly path: string;
}

/** `4:memory:/path`, or `0::/path` in version 2: see cgroups(7). */
function readGroup(line: string): readonly Group[] {
  const [, names, path] = /^[0-9]+:([^:]*):(.*)$/.exec(line) ?? [];
  if (names === undefined || path === undefined) return [];
  return [{ names: names === '' ? [] : names.split(','), path }];
}

function folderOf(mount: Mount | undefined, group: Group | undefined): string | undefined {
  if (mount === undefined || group === undefined) return undefined;
  const root = mount.root === '/' ? '' : mount.root;
  if (group.path !== root && !group.path.startsWith(`${root}/`)) return undefined;
  return `${mount.at}${group.path.slice(root.length)}`.replace(/\/$/, '');
}
