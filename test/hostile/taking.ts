import type { Attack, Form, Harm } from './attack.ts';
import { coded, type HostileCode } from './code.ts';

const megabyte = 1_000_000;

/** Code that wants all there is. The tame forms stop by themselves, or are ended when they have shown that they would not. */
export const taking: readonly Attack[] = [
  bashed('forks without end', {
    script: (form) =>
      form === 'tame'
        ? 'for i in $(seq 210); do sleep 60 & done; sleep 1; kill $(jobs -p); wait'
        : 'f() { f | f & }; f; sleep 1234',
    limits: { processes: 60 },
    harm: ['multiplies'],
    ended: 'too-many-processes',
  }),
  {
    ...bashed('threads without end', {
      script: (form) => threads(form === 'tame' ? 210 : 5_000),
      language: 'python',
      limits: { processes: 60 },
      harm: ['achieves'],
      ended: 'too-many-processes',
    }),
  },
  bashed('a program that wants all memory', {
    script: (form) =>
      `head -c ${form === 'tame' ? '300M' : '100G'} /dev/zero | tail | (sleep 1; cat >/dev/null)`,
    limits: { memoryBytes: 100 * megabyte },
    harm: ['grows'],
    ended: 'out-of-memory',
  }),
  bashed('many programs that each want a little memory', {
    script: (form) => {
      const [count, size] = form === 'tame' ? [15, '20M'] : [100, '50M'];
      return `for i in $(seq ${count}); do (head -c ${size} /dev/zero | tail | (sleep 3; cat >/dev/null)) & done; wait`;
    },
    limits: { memoryBytes: 100 * megabyte },
    harm: ['grows'],
    ended: 'out-of-memory',
  }),
  bashed('files that fill the disk', {
    script: (form) => `for i in $(seq ${form === 'tame' ? 60 : 100_000}); do head -c 1M /dev/zero >f$i; done`,
    limits: { diskBytes: 30 * megabyte },
    harm: ['fills'],
    ended: 'disk-full',
  }),
  bashed('files without end that hold nothing', {
    script: (form) =>
      `mkdir d; cd d; for i in $(seq ${form === 'tame' ? 6_000 : 10_000_000}); do : >$i; done`,
    limits: { diskFiles: 2_000 },
    harm: ['fills'],
    ended: 'disk-full',
  }),
  bashed('one file without end', {
    script: (form) => `exec head -c ${form === 'tame' ? '60M' : '100G'} /dev/zero >file`,
    limits: { fileBytes: 10 * megabyte },
    harm: ['fills'],
    ended: 'file-too-large',
  }),
  bashed('a disk that is filled where nobody can look', {
    script: (form) =>
      `mkdir -p hidden/in; for i in $(seq ${form === 'tame' ? 60 : 100_000}); do head -c 1M /dev/zero >hidden/in/$i; chmod 100 hidden; done`,
    limits: { diskBytes: 30 * megabyte },
    harm: ['fills'],
    ended: 'disk-full',
  }),
  bashed('folders in folders, deeper than any path can tell', {
    script: (form) =>
      deepFolders(form === 'tame' ? { depth: 5, files: 6_000 } : { depth: 40, files: 10_000_000 }),
    language: 'python',
    limits: { diskFiles: 2_000, timeMs: 30_000 },
    harm: ['fills'],
    ended: 'disk-full',
  }),
  bashed('gigabytes of output', {
    script: (form) => `exec head -c ${form === 'tame' ? '60M' : '100G'} /dev/zero`,
    limits: { outputBytes: 10 * megabyte },
    harm: ['floods'],
    ended: 'output-limit',
  }),
  bashed('gigabytes of errors', {
    script: (form) => `exec head -c ${form === 'tame' ? '60M' : '100G'} /dev/zero >&2`,
    limits: { outputBytes: 10 * megabyte },
    harm: ['floods'],
    ended: 'output-limit',
  }),
  bashed('a wait without end', {
    script: () => 'exec sleep 1234',
    limits: { timeMs: 1_000 },
    harm: ['hangs'],
    ended: 'timed-out',
  }),
  bashed('a wait without end that hears no signal', {
    script: () => 'trap "" TERM INT HUP QUIT; while :; do sleep 1; done',
    limits: { timeMs: 1_000 },
    harm: ['hangs'],
    ended: 'timed-out',
  }),
  bashed('a wait for input that never comes', {
    script: () => 'mkfifo pipe; exec cat pipe',
    limits: { timeMs: 1_000 },
    harm: ['hangs'],
    ended: 'timed-out',
  }),
  bashed('a loop without end', {
    script: () => 'while :; do :; done',
    limits: { processorMs: 1_000 },
    harm: ['hangs'],
    ended: 'processor-time',
  }),
  bashed('a temporary folder that is filled', {
    script: (form) =>
      `head -c ${form === 'tame' ? '60M' : '10G'} /dev/zero >$TMPDIR/f; ls -l $TMPDIR/f; test -s $TMPDIR/f && [ $(stat -c %s $TMPDIR/f) -gt 50000000 ] && echo achieved; rm $TMPDIR/f`,
    limits: { temporaryBytes: 10 * megabyte },
    harm: ['achieves'],
    ended: 'exited',
  }),
];

interface Want extends Pick<HostileCode, 'limits' | 'harm' | 'ended'> {
  readonly script: (form: Form) => string;
  readonly language?: HostileCode['language'];
  readonly harm: readonly Harm[];
}

function bashed(name: string, { script, language = 'bash', ...rest }: Want): Attack {
  const timeMs = rest.harm.includes('hangs') ? 1_000 : 60_000;
  return coded({
    name,
    class: 'taking everything',
    language,
    script: (_, form) => `${script(form)}\n`,
    timeMs,
    ...rest,
  });
}

function threads(count: number): string {
  return `import threading, time
for _ in range(${count}):
    threading.Thread(target=time.sleep, args=(1,)).start()
print('achi' + 'eved')`;
}

/** Each name is as long as a name can be, so that no path reaches the bottom. */
function deepFolders({ depth, files }: { readonly depth: number; readonly files: number }): string {
  return `import os
for _ in range(${depth}):
    os.mkdir('d' * 200)
    os.chdir('d' * 200)
for name in range(${files}):
    open(str(name), 'w').close()
`;
}
