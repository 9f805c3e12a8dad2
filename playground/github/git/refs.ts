import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { git, gitResult, gitText } from './run.ts';

/** The commit a revision names, or undefined. */
export async function resolveCommit(directory: string, revision: string) {
  const ref = await readRef(directory, revision);
  if (ref.kind === 'read') return ref.sha;
  const name = `${revision}^{commit}`;
  const argv = ['rev-parse', '--verify', '--quiet', '--end-of-options', name];
  const { code, stdout } = await gitResult(directory, argv);
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}

type ReadRef = { readonly kind: 'read'; readonly sha: string | undefined } | { readonly kind: 'unread' };

/** Reads a ref, or a branch by its mere name, from its file, which saves a process; they are never packed here. */
async function readRef(directory: string, revision: string): Promise<ReadRef> {
  if (!isRefName(revision) || existsSync(join(directory, 'packed-refs'))) return { kind: 'unread' };
  if (/^refs\/(heads|pull)\//.test(revision)) return { kind: 'read', sha: await shaIn(directory, revision) };
  if (existsSync(join(directory, 'refs/tags', revision))) return { kind: 'unread' };
  const sha = await shaIn(directory, `refs/heads/${revision}`);
  return sha === undefined ? { kind: 'unread' } : { kind: 'read', sha };
}

async function shaIn(directory: string, ref: string) {
  const text = await readFile(join(directory, ref), 'utf8').catch(() => '');
  return /^[0-9a-f]{40}\n$/.test(text) ? text.trim() : undefined;
}

/** The rules of `git check-ref-format`, so that no name leads out of the folder of refs. */
function isRefName(name: string) {
  const isClean = !/[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$/u.test(name);
  return isClean && name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));
}

/** Moves a ref from one commit to another; false when it was not where it was thought to be. */
export async function moveRef(
  directory: string,
  ref: string,
  move: { from: string | undefined; to: string },
) {
  const file = join(directory, ref);
  if (!isRefName(ref) || !(await lock(file))) return false;
  if ((await resolveCommit(directory, ref)) !== move.from) {
    await rm(`${file}.lock`);
    return false;
  }
  await setRef(file, move.to);
  return true;
}

const patience = 50;

/** Takes git's own lock on a ref; false when somebody held it for a second, or another ref is in its way. */
async function lock(file: string) {
  for (let attempt = 0; attempt < patience; attempt += 1) {
    try {
      await mkdir(dirname(file), { recursive: true });
      await (await open(`${file}.lock`, 'wx')).close();
      return true;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return false;
      await sleep(20);
    }
  }
  return false;
}

async function setRef(file: string, sha: string) {
  const handle = await open(`${file}.lock`, 'w');
  await handle.writeFile(`${sha}\n`);
  await handle.close();
  await rename(`${file}.lock`, file);
}

export async function deleteRef(directory: string, ref: string) {
  await git(directory, ['update-ref', '-d', ref]);
}

/** Every branch with its commit. */
export async function branches(directory: string) {
  const argv = ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads'];
  const output = await gitText(directory, argv);
  const lines = output === '' ? [] : output.split('\n');
  return new Map(lines.map((line) => [line.slice(41 + 'refs/heads/'.length), line.slice(0, 40)]));
}
