/** The processors whose system calls we know; on others nothing is run. */
export type Architecture = 'x64' | 'arm64';

/** What a filter does with a system call that it does not let through. */
export type Denial =
  /** Not permitted. */
  | 'EPERM'
  /** Unknown to this kernel: programs then take an older call that the filter can look into, or do without. */
  | 'ENOSYS';

export interface SystemCall {
  readonly name: string;
  readonly denial: Denial;
  /** Numbers as in the kernel's unistd headers; undefined where the processor has no such call. */
  readonly x64: number;
  readonly arm64: number | undefined;
}

/** Calls that no test or build needs, most of them on the way of some escape through the kernel. */
export const deniedCalls: readonly SystemCall[] = [
  denied('keyctl', 250, 219),
  denied('add_key', 248, 217),
  denied('request_key', 249, 218),
  denied('bpf', 321, 280),
  denied('perf_event_open', 298, 241),
  denied('userfaultfd', 323, 282),
  missing('io_uring_setup', 425, 425),
  missing('io_uring_enter', 426, 426),
  missing('io_uring_register', 427, 427),
  denied('ptrace', 101, 117),
  denied('process_vm_readv', 310, 270),
  denied('process_vm_writev', 311, 271),
  denied('process_madvise', 440, 440),
  denied('pidfd_getfd', 438, 438),
  denied('kcmp', 312, 272),
  denied('mount', 165, 40),
  denied('umount2', 166, 39),
  denied('pivot_root', 155, 41),
  denied('chroot', 161, 51),
  denied('move_mount', 429, 429),
  denied('open_tree', 428, 428),
  denied('open_tree_attr', 467, 467),
  denied('fsopen', 430, 430),
  denied('fsconfig', 431, 431),
  denied('fsmount', 432, 432),
  denied('fspick', 433, 433),
  denied('mount_setattr', 442, 442),
  denied('unshare', 272, 97),
  denied('setns', 308, 268),
  missing('clone3', 435, 435),
  denied('swapon', 167, 224),
  denied('swapoff', 168, 225),
  denied('reboot', 169, 142),
  denied('kexec_load', 246, 104),
  denied('kexec_file_load', 320, 294),
  denied('init_module', 175, 105),
  denied('finit_module', 313, 273),
  denied('delete_module', 176, 106),
  denied('acct', 163, 89),
  denied('quotactl', 179, 60),
  denied('quotactl_fd', 443, 443),
  denied('syslog', 103, 116),
  denied('settimeofday', 164, 170),
  denied('clock_settime', 227, 112),
  denied('clock_adjtime', 305, 266),
  denied('adjtimex', 159, 171),
  denied('sethostname', 170, 161),
  denied('setdomainname', 171, 162),
  denied('iopl', 172, undefined),
  denied('ioperm', 173, undefined),
  denied('modify_ldt', 154, undefined),
  denied('uselib', 134, undefined),
  denied('_sysctl', 156, undefined),
  denied('name_to_handle_at', 303, 264),
  denied('open_by_handle_at', 304, 265),
  denied('lookup_dcookie', 212, 18),
  denied('nfsservctl', 180, 42),
  denied('vhangup', 153, 58),
  denied('fanotify_init', 300, 262),
  denied('memfd_secret', 447, 447),
  denied('move_pages', 279, 239),
  denied('migrate_pages', 256, 238),
  /** Its arguments are where no filter can see them. */
  missing('openat2', 437, 437),
];

/** Calls that are let through or not by an argument. */
export const examinedCalls = {
  socket: { x64: 41, arm64: 198 },
  ioctl: { x64: 16, arm64: 29 },
  clone: { x64: 56, arm64: 220 },
} as const;

/** Calls that set the mode of a file, and which argument it is; those that open one, only where their flags say that they make it. */
export const modeCalls: readonly ModeCall[] = [
  { name: 'chmod', x64: 90, arm64: undefined, mode: 1, flags: undefined },
  { name: 'fchmod', x64: 91, arm64: 52, mode: 1, flags: undefined },
  { name: 'fchmodat', x64: 268, arm64: 53, mode: 2, flags: undefined },
  { name: 'fchmodat2', x64: 452, arm64: 452, mode: 2, flags: undefined },
  { name: 'creat', x64: 85, arm64: undefined, mode: 1, flags: undefined },
  { name: 'mknod', x64: 133, arm64: undefined, mode: 1, flags: undefined },
  { name: 'mknodat', x64: 259, arm64: 33, mode: 2, flags: undefined },
  { name: 'open', x64: 2, arm64: undefined, mode: 2, flags: 1 },
  { name: 'openat', x64: 257, arm64: 56, mode: 3, flags: 2 },
];

export interface ModeCall {
  readonly name: string;
  readonly x64: number;
  readonly arm64: number | undefined;
  readonly mode: number;
  readonly flags: number | undefined;
}

function denied(name: string, x64: number, arm64: number | undefined): SystemCall {
  return { name, denial: 'EPERM', x64, arm64 };
}

function missing(name: string, x64: number, arm64: number | undefined): SystemCall {
  return { name, denial: 'ENOSYS', x64, arm64 };
}
