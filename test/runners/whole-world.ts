import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { agreeable } from '../agreeable.ts';
import { openSandboxWorld } from '../contracts/sandbox-world.ts';
import type { Files } from '../engines/tests/tests-world.ts';
import { treeFiles } from '../project/tree-files.ts';
import { World } from '../world.ts';
import { patchText } from '../../src/core/change-diff.ts';

/** The files of a package of the registry, such as `flat@5.0.0`, by their paths in it. It is fetched and unpacked in a jail. */
export async function packageFiles(name: string): Promise<Files> {
  await using jail = await openSandboxWorld();
  const script = 'npm pack "$0" --silent >/dev/null && tar -xzf *.tgz';
  const { ended, stderr } = await jail.run(['sh', '-c', script, name], {
    tools: ['node', 'npm'],
    network: 'registries',
  });
  assert.deepEqual(ended, { is: 'exited', exitCode: 0 }, `${name} cannot be fetched: ${stderr.text}`);
  const files = treeFiles(join(jail.tree, 'package'));
  const paths = await files.list();
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, (await files.read(path)) ?? ''] as const)),
  );
}

/** A change to a real project. */
export interface WholeChange {
  readonly title: string;
  readonly before: Files;
  readonly after: Files;
  /** What stands in `.github/patchwright.yml` of the default branch beside what keeps reviews away. */
  readonly config?: string;
}

type Ending = Parameters<typeof World.open>[0];
type Pull = Awaited<ReturnType<World['divisionPull']>>;

/** A pull request on the local GitHub, with the app beside it. */
export interface WholePull {
  readonly world: World;
  readonly pull: Pull;
  /** ada, who opened it, comments on it. */
  comment(body: string): void;
  /** What the app has said on it. */
  readonly said: () => readonly string[];
  /** Names of the prompts that the model was asked. */
  readonly asked: () => readonly string[];
  /** The messages of its commits. */
  messages(): Promise<readonly string[]>;
  /** What its commits change of a file: lines that are added, and lines that are taken away. */
  changed(path: string): Promise<Lines | undefined>;
}

interface Lines {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** The app runs in this process; with `apart`, in one of its own that can be killed. Nothing is left to test after what is scripted. */
export async function wholePull(t: Ending, change: WholeChange): Promise<WholePull>;
export async function wholePull(
  t: Ending,
  change: WholeChange,
  how: 'apart',
): Promise<WholePull & { readonly first: ChildProcess }>;
export async function wholePull(t: Ending, change: WholeChange, how?: 'apart') {
  const world = how === 'apart' ? await World.still(t) : await World.open(t);
  world.model.otherwise((asked) => (/^tests \d/.test(asked.prompt) ? '<none/>' : agreeable(asked)));
  const first = how === 'apart' ? await world.startProcess() : undefined;
  const ada = world.github.as('ada');
  const config = `review:\n  enabled: false\n${change.config ?? ''}`;
  await ada.createRepository('octo/package', {
    files: { ...change.before, '.github/patchwright.yml': config },
  });
  await ada.push('octo/package', 'change', { files: change.after });
  const pull = await ada.openPull('octo/package', { head: 'change', title: change.title });
  const whole: WholePull = {
    world,
    pull,
    comment: (body) => void ada.comment(pull, body),
    said: () =>
      world.comments(pull).flatMap(({ author, body }) => (author === 'patchwright[bot]' ? [body] : [])),
    asked: () => world.model.asked.map(({ prompt }) => prompt),
    messages: async () =>
      (await world.github.state.commits(pull)).map(({ message }) =>
        message.replace(/(Patchwright-Key: ).*/, '$1…'),
      ),
    changed: (path) => changedLines(world, pull, path),
  };
  return first === undefined ? whole : { ...whole, first };
}

async function changedLines({ github }: World, pull: Pull, path: string): Promise<Lines | undefined> {
  const file = (await github.state.diff(pull)).find((each) => each.path === path);
  const lines = file?.hunks.flatMap((hunk) => hunk.lines);
  function textsOf(kind: string): readonly string[] {
    return (lines ?? []).flatMap((line) => (line.kind === kind ? [line.text] : []));
  }
  return file && { added: textsOf('added'), removed: textsOf('removed') };
}

/** Kills the app while it waits for an answer to this prompt, and starts it anew. Gives what the model had been asked by then. */
export async function killedAt(
  prompt: string,
  { world, first, asked }: WholePull & { readonly first: ChildProcess },
): Promise<readonly string[]> {
  await eventually(`the model is asked for ${prompt}`, () => asked().includes(prompt));
  first.kill('SIGKILL');
  await once(first, 'exit');
  const before = asked();
  await world.startProcess();
  return before;
}

/** Waits until the request is done, and gives what was said: the status comment without what it took, and the answers. */
export async function answers({ said }: WholePull): Promise<readonly string[]> {
  await eventually('it is done', () => /^\*\*`\/generate-tests[^*]*: done/.test(said()[0] ?? ''));
  const [status = '', ...others] = said();
  return [
    status.replace(/[\d,]+ tokens/, 'some tokens').replace(/It took .*\.$/, 'It took some time.'),
    ...others,
  ];
}

/** The status comment at the end. */
export function doneStatus(outcome: string): string {
  return `**\`/generate-tests\`: done**

${outcome}

Spent: some tokens, dollars unknown.

- [x] Set the project up
- [x] Run its tests as they are
- [x] Write tests, run them, and judge each of them
- [x] Run all tests once more

It took some time.`;
}

/** The message of the commit that ada asked for. */
export function testsCommit(title: string, body = ''): string {
  const trailers = `Co-authored-by: ada <10000005+ada@users.noreply.github.com>\nPatchwright-Key: …`;
  return [title, body, trailers].filter((part) => part !== '').join('\n\n');
}

const patienceMs = 1_200_000;

async function eventually(what: string, isSo: () => boolean): Promise<void> {
  for (let left = patienceMs; !isSo(); left -= 100) {
    if (left <= 0) throw new Error(`it did not come to be that ${what}`);
    await pause(100);
  }
}

/** A file in the answer, where it can be copied from. */
export function shownFile(path: string, text: string): string {
  const language = path.slice(path.lastIndexOf('.') + 1);
  const what = `<details><summary>${path}, with the new tests in it</summary>`;
  return `${what}\n\n\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n\n</details>`;
}

/** As a long file is shown: what is added to it. */
export function shownPatch(path: string, before: string, after: string): string {
  const patch = patchText({ path, before, after, mode: 'plain' });
  const what = `<details><summary>${path}, as a patch for git apply</summary>`;
  return `${what}\n\n\`\`\`diff\n${patch}\`\`\`\n\n</details>`;
}
