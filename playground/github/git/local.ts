import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { runProcess } from './process.ts';
import { gitEnvironment } from './run.ts';

/** The commit that a revision names in somebody's local repository, bare or with a work tree. */
export async function resolveIn(repository: string, revision: string) {
  try {
    const name = `${revision}^{commit}`;
    return await ask(repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', name]);
  } catch (cause) {
    throw new Error(`${repository} has no commit ${revision}, or is no git repository.`, { cause });
  }
}

/**
 * Gives a bare repository all objects of a local one: as hard links where both are on one disk, else as copies.
 * Fetching them would pack the whole history anew, which takes a minute where this takes a second.
 */
export async function takeObjects(repository: string, directory: string) {
  const [objects = '', shallow = ''] = await Promise.all(
    ['objects', 'shallow'].map((name) => place(repository, name)),
  );
  const files = await objectFiles(objects);
  for (const file of files) await linkOrCopy(join(objects, file), join(directory, 'objects', file));
  await addLines(join(directory, 'shallow'), await linesOf(shallow));
  const others = await linesOf(join(objects, 'info', 'alternates'));
  const absolute = others.map((other) => resolve(objects, other));
  await addLines(join(directory, 'objects', 'info', 'alternates'), absolute);
}

function place(repository: string, name: string) {
  return ask(repository, ['rev-parse', '--path-format=absolute', '--git-path', name]);
}

async function ask(repository: string, argv: readonly string[]) {
  const order = { file: 'git', argv: ['-C', repository, ...argv], env: gitEnvironment(), input: '' };
  const { code, stdout, stderr } = await runProcess(order);
  if (code !== 0) throw new Error(Buffer.from(stderr).toString('utf8').trim());
  return Buffer.from(stdout).toString('utf8').trim();
}

/** Loose objects and packs; an index comes after its pack, since git looks for the index first. */
async function objectFiles(objects: string) {
  const files = await readdir(objects, { recursive: true });
  const wanted = files.filter((file) =>
    /^([0-9a-f]{2}\/[0-9a-f]{38}|pack\/pack-\w+\.(pack|idx))$/.test(file),
  );
  return wanted.toSorted((one, other) => Number(one.endsWith('.idx')) - Number(other.endsWith('.idx')));
}

async function linkOrCopy(from: string, to: string) {
  await mkdir(dirname(to), { recursive: true });
  try {
    await link(from, to);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}

async function linesOf(file: string) {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

/** Adds lines to a file that has them not; git keeps there where history was cut off and where more objects are. */
async function addLines(file: string, lines: readonly string[]) {
  const all = new Set([...(await linesOf(file)), ...lines]);
  if (all.size > 0) await writeFile(file, `${[...all].join('\n')}\n`);
}
