import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openCheckouts } from '../../src/adapters/git/checkout.ts';
import { headOf } from '../../src/adapters/git/commit-source.ts';
import { readInside } from '../../src/adapters/git/inside.ts';
import { resolveRange } from '../../src/adapters/git/range.ts';
import { openGit } from '../../src/adapters/git/run.ts';
import type { SandboxFile, SandboxSession, SandboxWritten } from '../../src/ports/sandbox.ts';
import type { Attack, Harm, Told } from './attack.ts';
import { told, type Place } from './place.ts';
import { twoCommits } from './repository.ts';

/** What hostile code leaves where a report, or a file of ours, is looked for afterwards. */
export const filesLeft: readonly Attack[] = [
  left('a pipe in the place of a report', {
    script: () => 'mkfifo report',
    careless: 'cat report',
    look: (session) => session.read('report'),
    harm: ['hangs'],
    ended: 'refused: not-a-file',
  }),
  left('a link in the place of a report', {
    script: ({ secretFile }) => `ln -s ${secretFile} report`,
    careless: 'cat report',
    look: (session) => session.read('report'),
    harm: ['reads'],
    ended: 'refused: link',
  }),
  left('a link in the place of a folder of reports', {
    script: ({ outside }) => `ln -s ${outside} reports`,
    careless: 'cat reports/secret',
    look: (session) => session.read('reports/secret'),
    harm: ['reads'],
    ended: 'refused: link',
  }),
  left('a device in the place of a report', {
    script: () => 'ln -s /dev/zero report',
    careless: 'head -c 60M report',
    look: (session) => session.read('report'),
    harm: ['floods'],
    ended: 'refused: link',
  }),
  left('a report of a size that nothing can hold', {
    script: () => 'truncate -s 90M report',
    careless: 'cat report',
    look: (session) => session.read('report', 1_000_000),
    harm: ['floods'],
    ended: 'refused: too-large',
  }),
  left('a link where a file of ours is to be written', {
    script: ({ canary }) => `ln -s ${canary} settings`,
    careless: 'echo gotcha >settings',
    look: (session) => session.write('settings', 'ours'),
    harm: ['writes'],
    ended: 'done',
  }),
  left('a link where a folder of ours is to be written', {
    script: ({ outside }) => `ln -s ${outside} ours`,
    careless: 'echo gotcha >ours/canary',
    look: (session) => session.write('ours/canary', 'gotcha'),
    harm: ['writes'],
    ended: 'refused: link',
  }),
  left('a link where a folder is to be removed', {
    script: ({ outside }) => `ln -s ${outside} reports`,
    careless: 'rm -r reports/*',
    look: (session) => session.remove('reports'),
    harm: ['writes'],
    ended: 'done',
  }),
  {
    ...left('a report that turns into a link while it is being read', {
      script: () => 'echo fine >report',
      careless: '[ -L report ] || { ln -sf "$SECRET_FILE" report; cat report; }',
      look: (session) => session.read('report'),
      harm: ['reads'],
      ended: '',
    }),
    held: readWhileItTurns,
    ended: /^only (?:text|text, refused|refused|refused, text)$/,
  },
  {
    name: 'folders that are too deep for any path, where all is to be removed',
    class: 'false results',
    needs: ['python3', 'node'],
    build: (place) => {
      twoCommits(place, { 'deep.py': deepScript });
      return Promise.resolve();
    },
    tame: (place) =>
      place.runTamely({
        argv: ['sh', '-c', `python3 deep.py; node -e "${removeScript}"`],
        cwd: place.tree,
      }),
    held: deepInCheckout,
    harm: ['achieves'],
    ended: 'exited and removed',
  },
];

const deepScript = `import os
for _ in range(40):
    os.mkdir('d' * 200)
    os.chdir('d' * 200)
`;

/** What Node brings along knows folders by their paths alone. */
const removeScript =
  "require('fs').promises.rm('d'.repeat(200), { recursive: true }).catch((error) => console.log('achi' + 'eved', error.code))";

interface Left {
  readonly script: (place: Place) => string;
  /** What somebody who is not on his guard does afterwards, and what we do. */
  readonly careless: string;
  readonly look: (session: SandboxSession) => Promise<SandboxFile | SandboxWritten>;
  readonly harm: readonly Harm[];
  readonly ended: string;
}

function left(name: string, { script, careless, look, harm, ended }: Left): Attack {
  const first = 'sh attack.sh';
  return {
    name,
    class: 'false results',
    needs: [],
    build: (place) => place.write({ 'attack.sh': `${script(place)}\n` }),
    tame: (place) =>
      place.runTamely({
        argv: ['sh', '-c', `${first}; ${careless}`],
        cwd: place.tree,
        env: { SECRET_FILE: place.secretFile },
        timeMs: harm.includes('hangs') ? 1_000 : 60_000,
      }),
    held: async ({ sandbox, tree }) => {
      await using session = await sandbox.open({ tree });
      const ran = told(await session.run({ argv: ['sh', 'attack.sh'] }));
      const after = await look(session);
      const content = after.is === 'file' ? Buffer.from(after.bytes).toString() : '';
      return {
        ended: after.is === 'refused' ? `refused: ${after.reason}` : after.is,
        output: ran.output + content,
        harm: [],
      };
    },
    harm,
    ended,
  };
}

/** The workspace reads without asking whether something runs. */
async function readWhileItTurns({ sandbox, tree, secretFile }: Place): Promise<Told> {
  const swap = `while :; do echo fine >r; mv -f r report; ln -s ${secretFile} l; mv -f l report; done`;
  await using session = await sandbox.open({ tree });
  const stop = new AbortController();
  const running = session.run({ argv: ['sh', '-c', `echo fine >report; ${swap}`], signal: stop.signal });
  const seen = new Map<string, string>();
  const end = performance.now() + 3_000;
  while (performance.now() < end) {
    for (let count = 0; count < 200; count += 1) {
      const read = readInside(tree, 'report');
      seen.set(read.is, read.is === 'text' ? read.text : read.why.is);
    }
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  stop.abort();
  await running;
  return { ended: `only ${[...seen.keys()].join(', ')}`, output: [...seen.values()].join('\n'), harm: [] };
}

async function deepInCheckout({ tree, own, sandbox }: Place): Promise<Told> {
  const git = openGit({ environment: process.env });
  const directory = join(own, 'checkouts');
  const range = await resolveRange(git, tree, 'base', 'head');
  let ran: Told;
  {
    await using checkouts = await openCheckouts({ git, directory });
    await using checkout = await checkouts.open(headOf(range), new AbortController().signal);
    await using session = await sandbox.open({ tree: checkout.directory, tools: ['python3'] });
    ran = told(await session.run({ argv: ['python3', 'deep.py'] }));
  }
  await rmdir(directory);
  return { ...ran, ended: `${ran.ended} and removed` };
}
