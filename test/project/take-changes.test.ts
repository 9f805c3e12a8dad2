import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { SandboxSession } from '../../src/ports/sandbox.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { type Taken, takeChanges } from '../../src/project/take-changes.ts';
import { file, folder, type RawEntry } from '../adapters/raw-tree.ts';
import { type CheckoutWorld, checkoutWorld } from '../adapters/workspace-world.ts';
import { openSandboxWorld, type SandboxWorld } from '../contracts/sandbox-world.ts';
import { lacking } from '../services/lacking.ts';

const skip = lacking('bubblewrap');

let jail: SandboxWorld;
let commits: CheckoutWorld;
before(async () => {
  jail = await openSandboxWorld();
  commits = await checkoutWorld();
});
after(async () => {
  await jail[Symbol.asyncDispose]();
  await commits[Symbol.asyncDispose]();
});

const shop = [
  file('.gitignore', 'dist/\n*.log\n!kept.log\n'),
  file('cart.js', 'one\n'),
  { ...file('run.sh', '#!/bin/sh\n'), mode: '100755' },
  file('photo', Buffer.from([0, 1, 2])),
  folder('src', file('old.js', 'old\n'), file('same.js', 'same\n')),
];

/** Works in a checkout of the entries with everything that a job has there, and takes what has become of it. */
async function takenAfter(
  work: (session: SandboxSession, workspace: Workspace) => Promise<unknown>,
  entries: readonly RawEntry[] = shop,
): Promise<Taken> {
  await using workspace = await commits.open(entries);
  await using session = await jail.sandbox.open({
    tree: workspace.directory,
    tools: ['node'],
    installed: ['node_modules'],
  });
  await work(session, workspace);
  return await takeChanges(session, workspace);
}

function shell(script: string) {
  return async (session: SandboxSession) => {
    const { ended, stderr } = await session.run({ argv: ['sh', '-c', script] });
    assert.deepEqual(ended, { is: 'exited', exitCode: 0 }, stderr.text);
  };
}

suite('what a job has made of a commit in the sandbox', { skip }, () => {
  test('is taken from edits and from commands alike, with modes, new files and files that are gone', async () => {
    const taken = await takenAfter(async (session, workspace) => {
      await workspace.edit([{ kind: 'write', path: 'src/new.js', text: 'fresh\n' }]);
      await shell('echo two >cart.js; rm src/old.js; chmod -x run.sh; echo "#!/bin/sh" >go; chmod +x go')(
        session,
      );
      await workspace.read('cart.js');
      await workspace.edit([{ kind: 'write', path: 'cart.js', text: 'two\nthree\n' }]);
    });
    assert.deepEqual(taken, {
      changes: [
        { path: 'cart.js', before: 'one\n', after: 'two\nthree\n', mode: 'plain' },
        { path: 'go', before: null, after: '#!/bin/sh\n', mode: 'executable' },
        { path: 'run.sh', before: '#!/bin/sh\n', after: '#!/bin/sh\n', mode: 'plain' },
        { path: 'src/new.js', before: null, after: 'fresh\n', mode: 'plain' },
        { path: 'src/old.js', before: 'old\n', after: null, mode: 'plain' },
      ],
      left: [],
    });
  });

  test('can be made again in a clean checkout', async () => {
    const { changes } = await takenAfter(shell('echo two >cart.js; rm src/old.js; echo new >src/new.js'));
    await using clean = await commits.open(shop);
    assert.deepEqual(await clean.apply(changes), { is: 'applied' });
    assert.deepEqual(clean.changes(), changes);
  });

  test('is nothing where a file was only touched, is ignored by git, or belongs to installed packages', async () => {
    const taken = await takenAfter(
      shell(`
        touch cart.js; cat src/same.js >copy; mv copy src/same.js
        mkdir -p dist node_modules/left-pad __pycache__; echo built >dist/out.js; echo said >run.log; echo kept >kept.log
        echo index >node_modules/left-pad/index.js`),
    );
    assert.deepEqual(taken, {
      changes: [{ path: 'kept.log', before: null, after: 'kept\n', mode: 'plain' }],
      left: [],
    });
  });

  test('leaves out, and says why, what is no text of the tree', async () => {
    const taken = await takenAfter(
      shell(`
        ln -s /etc/passwd link; rm cart.js; ln -s src/same.js cart.js; mkfifo pipe; head -c 3M /dev/zero >large
        printf '\\3\\0' >photo; mkdir .git; echo bad >.git/config; mkdir closed; echo x >closed/file; chmod 0 closed/file
        mv src away; ln -s away src`),
    );
    assert.deepEqual(taken, {
      changes: [
        { path: 'away/old.js', before: null, after: 'old\n', mode: 'plain' },
        { path: 'away/same.js', before: null, after: 'same\n', mode: 'plain' },
        ...(process.getuid?.() === 0
          ? [{ path: 'closed/file', before: null, after: 'x\n', mode: 'plain' }]
          : []),
      ],
      left: [
        { path: '.git/config', because: 'outside' },
        { path: 'cart.js', because: 'link' },
        ...(process.getuid?.() === 0 ? [] : [{ path: 'closed/file', because: 'no-access' }]),
        { path: 'large', because: 'too-large' },
        { path: 'link', because: 'link' },
        { path: 'photo', because: 'binary' },
        { path: 'pipe', because: 'not-a-file' },
        { path: 'src', because: 'link' },
        { path: 'src/old.js', because: 'link' },
        { path: 'src/same.js', because: 'link' },
      ],
    });
  });

  test('is not decided by a repository of git that commands have laid into the tree', async () => {
    const { changes } = await takenAfter(
      shell(`
        git init --quiet . && git config core.worktree /tmp && echo '*' >.git/info/exclude
        echo two >cart.js; echo new >new.js`),
    );
    assert.deepEqual(
      changes.map(({ path }) => path),
      ['cart.js', 'new.js'],
    );
  });
});
