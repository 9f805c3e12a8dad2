import { borrowingBits, families, makingFlags, namespaceFlags, typingRequests } from './seccomp.ts';
import type { Bench } from './self-test.ts';
import { type Call, callResults, systemCallProgram } from './system-call-program.ts';
import { type Architecture, deniedCalls, examinedCalls, type ModeCall, modeCalls } from './system-calls.ts';

/** Makes every system call that the filter denies. */
export async function filterProbe({ machine, put, run }: Bench): Promise<string | undefined> {
  const { architecture } = machine;
  if (architecture !== 'x64' && architecture !== 'arm64') return 'there is no filter for this processor';
  const attempts = attemptsOn(architecture);
  await put(
    'calls',
    systemCallProgram(
      architecture,
      attempts.map(({ call }) => call),
    ),
  );
  const { stdout } = await run(['sh', '-c', './calls | od -An -v -td8']);
  const results = callResults(architecture, stdout.text);
  const passed = attempts.find(({ expected }, index) => results[index] !== expected);
  return passed && `the system call filter does not hold: ${passed.name}`;
}

export interface Attempt {
  readonly name: string;
  readonly call: Call;
  readonly expected: number;
}

const errors = { EPERM: -1, ENOSYS: -38, EAFNOSUPPORT: -97 } as const;

/** What each call has to give with the filter of a jail without a network, and would not give without. */
export function attemptsOn(architecture: Architecture): readonly Attempt[] {
  return [
    ...deniedCalls.flatMap(({ name, denial, [architecture]: number }) =>
      number === undefined ? [] : [attempt(name, number, [], errors[denial])],
    ),
    ...(['unix', 'netlink', 'packet', 'vsock'] as const).map((family) =>
      attempt(
        `socket of family ${family}`,
        examinedCalls.socket[architecture],
        [BigInt(families[family]), 1n],
        errors.EAFNOSUPPORT,
      ),
    ),
    ...typingRequests
      .flatMap((request) => [BigInt(request), BigInt(request) + upperHalf])
      .map((request) =>
        attempt(`ioctl ${request}`, examinedCalls.ioctl[architecture], [0n, request], errors.EPERM),
      ),
    ...modeCalls.flatMap((call) => modeAttempt(call, call[architecture])),
    attempt(
      'clone with namespaces',
      examinedCalls.clone[architecture],
      [BigInt(namespaceFlags)],
      errors.EPERM,
    ),
  ];
}

/** No descriptor and no path: should the filter fail, nothing is changed all the same. */
const nothing = 99_999n;

function modeAttempt(call: ModeCall, number: number | undefined): readonly Attempt[] {
  if (number === undefined) return [];
  const args = Array.from({ length: 4 }, (_, index) => {
    if (index === call.mode) return BigInt(borrowingBits);
    if (index === 0) return nothing;
    return index === call.flags ? BigInt(makingFlags) : 0n;
  });
  return [attempt(`${call.name} with borrowed rights`, number, args, errors.EPERM)];
}

/** The kernel does not look at it; a filter that compares it is fooled. */
const upperHalf = 1n << 32n;

function attempt(name: string, number: number, args: readonly bigint[], expected: number): Attempt {
  return { name, call: { number, args }, expected };
}
