import { type Architecture, deniedCalls, examinedCalls, type ModeCall, modeCalls } from './system-calls.ts';

/** Socket families by their numbers in the kernel. */
export const families = { unix: 1, internet: 2, internet6: 10, netlink: 16, packet: 17, vsock: 40 } as const;

/** Terminal requests that type on behalf of others: TIOCSTI and TIOCLINUX. */
export const typingRequests = [0x54_12, 0x54_1c] as const;

/** Flags of clone that make a namespace: mount, control group, host name, message queues, user, process, network. */
export const namespaceFlags = 0x7e_02_00_00;

/** Bits of a file's mode that give its owner's rights to whoever runs it. */
export const borrowingBits = 0o6000;

/** O_CREAT and O_TMPFILE, the same on both processors. */
export const makingFlags = 0x40_00_40;

export interface FilterOrder {
  readonly architecture: Architecture;
  /** The socket families that may be opened; `socketpair` is always free. */
  readonly families: readonly number[];
}

/** A seccomp filter as the kernel and bubblewrap take it: eight bytes for each instruction of classic BPF. */
export function filterBytes(order: FilterOrder): Uint8Array {
  const program = [
    ...onlyThisArchitecture(order.architecture),
    load(offsets.number),
    ...withoutOtherNumbers(order.architecture),
    ...deniedCalls.flatMap((call) => refuseCall(call[order.architecture], call.denial)),
    ...modeCalls.flatMap((call) => examineMode(call, call[order.architecture])),
    ...examine(
      examinedCalls.clone[order.architecture],
      ifAnyBit(0, namespaceFlags, refuse('EPERM')),
      allow(),
    ),
    ...examine(
      examinedCalls.ioctl[order.architecture],
      typingRequests.flatMap((request) => ifArgument(1, request, refuse('EPERM'))),
      allow(),
    ),
    ...examine(
      examinedCalls.socket[order.architecture],
      order.families.flatMap((family) => ifArgument(0, family, allow())),
      refuse('EAFNOSUPPORT'),
    ),
    allow(),
  ];
  return encoded(program);
}

/** One instruction: operation, how many to skip when its condition holds and when not, and its operand. */
interface Instruction {
  readonly code: number;
  readonly whenTrue: number;
  readonly whenFalse: number;
  readonly operand: number;
}

/** Loads 32 bits; jumps when equal, greater or equal, any bit set; returns. From linux/bpf_common.h. */
const codes = { load: 0x20, equal: 0x15, atLeast: 0x35, anyBit: 0x45, result: 0x06 } as const;

/** Where struct seccomp_data has them; arguments are eight bytes each, their low half first on both processors. */
const offsets = { number: 0, architecture: 4, arguments: 16 } as const;

/** AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64 of linux/audit.h. */
const auditNames: Readonly<Record<Architecture, number>> = { x64: 0xc0_00_00_3e, arm64: 0xc0_00_00_b7 };

/** SECCOMP_RET_ALLOW, SECCOMP_RET_KILL_PROCESS and SECCOMP_RET_ERRNO of linux/seccomp.h. */
const results = { allow: 0x7f_ff_00_00, kill: 0x80_00_00_00, error: 0x00_05_00_00 } as const;

const errors = { EPERM: 1, ENOSYS: 38, EAFNOSUPPORT: 97 } as const;

/** Another calling convention, as of 32 bit programs, has other numbers and would slip by. */
function onlyThisArchitecture(architecture: Architecture): readonly Instruction[] {
  return [load(offsets.architecture), when(codes.equal, auditNames[architecture], 1, 0), give(results.kill)];
}

/** x32 calls have the name of x64 and numbers of their own, from this bit on. */
function withoutOtherNumbers(architecture: Architecture): readonly Instruction[] {
  return architecture === 'x64' ? [when(codes.atLeast, 0x40_00_00_00, 0, 1), refuse('ENOSYS')] : [];
}

function refuseCall(number: number | undefined, error: keyof typeof errors): readonly Instruction[] {
  return number === undefined ? [] : [when(codes.equal, number, 0, 1), refuse(error)];
}

/** Goes through the tests for one call, and gives `otherwise` where none has answered. */
function examine(
  number: number,
  tests: readonly Instruction[],
  otherwise: Instruction,
): readonly Instruction[] {
  return [when(codes.equal, number, 0, tests.length + 1), ...tests, otherwise];
}

/** A file that lends its owner's rights would lend ours, to anybody on this machine who reaches it. */
function examineMode({ mode, flags }: ModeCall, number: number | undefined): readonly Instruction[] {
  if (number === undefined) return [];
  const tests = ifAnyBit(mode, borrowingBits, refuse('EPERM'));
  const opening =
    flags === undefined ? [] : [loadArgument(flags), when(codes.anyBit, makingFlags, 1, 0), allow()];
  return examine(number, [...opening, ...tests], allow());
}

/** Compares the low half: the kernel takes these arguments as 32 bits, so the upper half is for tricks only. */
function ifArgument(index: number, value: number, then: Instruction): readonly Instruction[] {
  return [loadArgument(index), when(codes.equal, value, 0, 1), then];
}

function ifAnyBit(index: number, bits: number, then: Instruction): readonly Instruction[] {
  return [loadArgument(index), when(codes.anyBit, bits, 0, 1), then];
}

function loadArgument(index: number): Instruction {
  return load(offsets.arguments + 8 * index);
}

function load(offset: number): Instruction {
  return { code: codes.load, whenTrue: 0, whenFalse: 0, operand: offset };
}

function when(code: number, operand: number, whenTrue: number, whenFalse: number): Instruction {
  return { code, whenTrue, whenFalse, operand };
}

function allow(): Instruction {
  return give(results.allow);
}

function refuse(error: keyof typeof errors): Instruction {
  return give(results.error | errors[error]);
}

function give(result: number): Instruction {
  return { code: codes.result, whenTrue: 0, whenFalse: 0, operand: result };
}

function encoded(program: readonly Instruction[]): Uint8Array {
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, { code, whenTrue, whenFalse, operand }] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(whenTrue, index * 8 + 2);
    bytes.writeUInt8(whenFalse, index * 8 + 3);
    bytes.writeUInt32LE(operand, index * 8 + 4);
  }
  return bytes;
}
