import type { Architecture } from './system-calls.ts';

/** One system call with up to five arguments, the rest zero. */
export interface Call {
  readonly number: number;
  readonly args: readonly bigint[];
}

/**
 * A program for Linux that makes these system calls one after the other, prints their results and exits: so that a filter is tried
 * with the very calls that it denies, whatever languages a machine has.
 */
export function systemCallProgram(architecture: Architecture, calls: readonly Call[]): Uint8Array {
  const code = codeFor[architecture](calls.length);
  const table = Buffer.alloc(calls.length * callBytes);
  for (const [index, { number, args }] of calls.entries())
    for (const [place, value] of [BigInt(number), ...args].entries())
      table.writeBigUInt64LE(value, index * callBytes + place * 8);
  const body = Buffer.concat([code, table]);
  return Buffer.concat([header(architecture, body.length), body]);
}

/** What the calls gave, in their order, from what `od -An -v -td8` makes of the program's output: errors are negative. */
export function callResults(architecture: Architecture, printed: string): readonly number[] {
  const { resultBytes } = machines[architecture];
  const numbers = printed.split(/\s+/).filter(Boolean).map(Number);
  return numbers.filter((_, index) => index % (resultBytes / 8) === 0).toReversed();
}

/** The number and five arguments, eight bytes each. */
const callBytes = 48;

/** The number of the processor in an ELF header, its largest pages, and how far apart it keeps what it pushes. */
const machines = {
  x64: { elf: 62, pageBytes: 0x1000, resultBytes: 8 },
  arm64: { elf: 183, pageBytes: 0x1_0000, resultBytes: 16 },
} as const;

const headerBytes = 64 + 56;
const address = 0x40_0000;

/** An ELF header and one segment, which is the whole file, to be read and executed: see elf(5). */
function header(architecture: Architecture, bodyBytes: number): Uint8Array {
  const { elf, pageBytes } = machines[architecture];
  const bytes = Buffer.alloc(headerBytes);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(2, 16);
  bytes.writeUInt16LE(elf, 18);
  bytes.writeUInt32LE(1, 20);
  bytes.writeBigUInt64LE(BigInt(address + headerBytes), 24);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(64, 52);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(1, 56);
  bytes.writeUInt32LE(1, 64);
  bytes.writeUInt32LE(5, 68);
  bytes.writeBigUInt64LE(BigInt(address), 80);
  bytes.writeBigUInt64LE(BigInt(address), 88);
  bytes.writeBigUInt64LE(BigInt(headerBytes + bodyBytes), 96);
  bytes.writeBigUInt64LE(BigInt(headerBytes + bodyBytes), 104);
  bytes.writeBigUInt64LE(BigInt(pageBytes), 112);
  return bytes;
}

const codeFor: Readonly<Record<Architecture, (count: number) => Uint8Array>> = {
  x64: x64Code,
  arm64: arm64Code,
};

/** The table follows the code; results are pushed on the stack, which is printed at the end. */
function x64Code(count: number): Uint8Array {
  const code = Buffer.from(
    [
      '488d1d00000000', // lea rbx, [rip + table]
      '41bc00000000', // mov r12d, count
      '488b03', // next: mov rax, [rbx]
      '488b7b08', // mov rdi, [rbx + 8]
      '488b7310', // mov rsi, [rbx + 16]
      '488b5318', // mov rdx, [rbx + 24]
      '4c8b5320', // mov r10, [rbx + 32]
      '4c8b4328', // mov r8, [rbx + 40]
      '0f05', // syscall
      '50', // push rax
      '4883c330', // add rbx, 48
      '41ffcc', // dec r12d
      '75dd', // jnz next
      'b801000000', // mov eax, 1: write
      'bf01000000', // mov edi, 1: standard output
      '4889e6', // mov rsi, rsp
      'ba00000000', // mov edx, bytes
      '0f05', // syscall
      'b83c000000', // mov eax, 60: exit
      '31ff', // xor edi, edi
      '0f05', // syscall
    ].join(''),
    'hex',
  );
  code.writeInt32LE(code.length - 7, 3);
  code.writeInt32LE(count, 9);
  code.writeInt32LE(count * machines.x64.resultBytes, code.length - 9 - 2 - 4);
  return code;
}

function arm64Code(count: number): Uint8Array {
  const words = [
    0x10_00_00_13, // adr x19, table
    0xd2_80_00_14 | (count << 5), // mov x20, count
    0xf9_40_02_68, // next: ldr x8, [x19]
    0xf9_40_06_60, // ldr x0, [x19, 8]
    0xf9_40_0a_61, // ldr x1, [x19, 16]
    0xf9_40_0e_62, // ldr x2, [x19, 24]
    0xf9_40_12_63, // ldr x3, [x19, 32]
    0xf9_40_16_64, // ldr x4, [x19, 40]
    0xd4_00_00_01, // svc 0
    0xf8_1f_0f_e0, // str x0, [sp, -16]!
    0x91_00_c2_73, // add x19, x19, 48
    0xf1_00_06_94, // subs x20, x20, 1
    0x54_ff_fe_c1, // b.ne next
    0xd2_80_08_08, // mov x8, 64: write
    0xd2_80_00_20, // mov x0, 1: standard output
    0x91_00_03_e1, // mov x1, sp
    0xd2_80_00_02 | ((count * machines.arm64.resultBytes) << 5), // mov x2, bytes
    0xd4_00_00_01, // svc 0
    0xd2_80_0b_a8, // mov x8, 93: exit
    0xd2_80_00_00, // mov x0, 0
    0xd4_00_00_01, // svc 0
  ];
  const code = Buffer.alloc(words.length * 4);
  for (const [index, word] of words.entries()) code.writeUInt32LE(word >>> 0, index * 4);
  code.writeUInt32LE((0x10_00_00_13 | (words.length << 5)) >>> 0, 0);
  return code;
}
