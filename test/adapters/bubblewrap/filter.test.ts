import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { filterBytes } from '../../../src/adapters/bubblewrap/seccomp.ts';
import { attemptsOn } from '../../../src/adapters/bubblewrap/self-test-calls.ts';
import { callResults, systemCallProgram } from '../../../src/adapters/bubblewrap/system-call-program.ts';
import { deniedCalls, examinedCalls, modeCalls } from '../../../src/adapters/bubblewrap/system-calls.ts';

const allowed = 0x7f_ff_00_00;
const killed = 0x80_00_00_00;
const audit = { x64: 0xc0_00_00_3e, arm64: 0xc0_00_00_b7 };

function error(number: number): number {
  return 0x00_05_00_00 + number;
}

/** What the kernel would make of a filter, for one call: see bpf(4). */
function verdict(
  filter: Uint8Array,
  call: { number: number; architecture: number; args?: bigint[] },
): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call.number, 0);
  data.writeUInt32LE(call.architecture, 4);
  for (const [index, value] of (call.args ?? []).entries()) data.writeBigUInt64LE(value, 16 + 8 * index);
  const program = Buffer.from(filter);
  let accumulator = 0;
  for (let at = 0; ; at += 8) {
    const [code, whenTrue, whenFalse, operand] = [
      program.readUInt16LE(at),
      program.readUInt8(at + 2),
      program.readUInt8(at + 3),
      program.readUInt32LE(at + 4),
    ];
    if (code === 0x06) return operand;
    if (code === 0x20) accumulator = data.readUInt32LE(operand);
    else {
      const holds = {
        0x15: accumulator === operand,
        0x35: accumulator >= operand,
        0x45: (accumulator & operand) !== 0,
      }[code];
      assert(holds !== undefined, `instruction ${code}`);
      at += 8 * (holds ? whenTrue : whenFalse);
    }
  }
}

for (const architecture of ['x64', 'arm64'] as const)
  suite(`the filter on ${architecture}`, () => {
    const filter = filterBytes({ architecture, families: [2, 10] });
    const here = { architecture: audit[architecture] };

    test('gives each denied call its error', () => {
      for (const { name, call, expected } of attemptsOn(architecture))
        assert.equal(verdict(filter, { ...call, args: [...call.args], ...here }), error(-expected), name);
    });

    test('lets all others through', () => {
      const denied = new Set(
        [...deniedCalls, ...modeCalls, ...Object.values(examinedCalls)].map((call) => call[architecture]),
      );
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 600 }), (number) => {
          fc.pre(!denied.has(number));
          assert.equal(verdict(filter, { number, ...here }), allowed);
        }),
      );
    });

    test('lets sockets of the internet, ordinary clones, modes and requests to terminals through', () => {
      const { socket, clone, ioctl } = examinedCalls;
      const openAt = { x64: 257, arm64: 56 };
      const calls = [
        { number: socket[architecture], args: [2n, 1n] },
        { number: socket[architecture], args: [10n, 2n] },
        { number: clone[architecture], args: [0x01_20_00_11n] },
        { number: ioctl[architecture], args: [1n, 0x54_13n] },
        ...modeCalls.flatMap(({ [architecture]: number }) =>
          number === undefined ? [] : [{ number, args: [0n, 0o755n, 0o755n, 0o755n] }],
        ),
        { number: openAt[architecture], args: [0n, 0n, 0n, 0o6755n] },
      ];
      for (const call of calls) assert.equal(verdict(filter, { ...call, ...here }), allowed);
    });

    test('ends what speaks another language', () => {
      assert.equal(verdict(filter, { number: 39, architecture: 0x40_00_00_03 }), killed);
    });
  });

test('calls of x32 do not get past the filter of x64', () => {
  const filter = filterBytes({ architecture: 'x64', families: [] });
  assert.equal(verdict(filter, { number: 0x40_00_00_00 + 101, architecture: audit.x64 }), error(38));
});

test('no call stands in the table twice', () => {
  for (const architecture of ['x64', 'arm64'] as const) {
    const numbers = deniedCalls.flatMap((call) => call[architecture] ?? []);
    assert.equal(new Set(numbers).size, numbers.length);
  }
});

test(
  'the program of system calls makes them and tells what they gave',
  { skip: process.arch !== 'x64' },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patchwright-calls-'));
    const path = join(folder, 'calls');
    const [getppid, close] = [110, 3];
    const calls = [
      { number: getppid, args: [] },
      { number: close, args: [999n] },
    ];
    await writeFile(path, systemCallProgram('x64', calls), { mode: 0o755 });
    const printed = execFileSync('sh', ['-c', '"$0" | od -An -v -td8; :', path], { encoding: 'utf8' });
    const [parent, closed] = callResults('x64', printed);
    assert(parent !== undefined && parent > 0);
    assert.equal(closed, -9);
    await rm(folder, { recursive: true });
  },
);
