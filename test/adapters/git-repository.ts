import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder for one test, gone when the scope ends. */
export function scratch(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'patchwright-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A working copy that a test fills. */
export interface Repository {
  readonly path: string;
  /** Runs git in it and gives what it says. */
  git(...args: readonly string[]): string;
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  /** Writes the files, commits everything and answers the commit. */
  commit(message: string, files?: Readonly<Record<string, string | Uint8Array>>): string;
}

export function makeRepository(path: string): Repository {
  mkdirSync(path, { recursive: true });
  const repository: Repository = {
    path,
    git: (...args) =>
      execFileSync('git', args, { cwd: path, env: environment, encoding: 'utf8', stdio: 'pipe' }).trim(),
    write: (files) => {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), content);
      }
    },
    commit: (message, files = {}) => {
      repository.write(files);
      repository.git('add', '--all', '--force');
      repository.git('commit', '--quiet', '--allow-empty', '--message', message);
      return repository.git('rev-parse', 'HEAD');
    },
  };
  repository.git('init', '--quiet', '--initial-branch=main');
  return repository;
}

const environment = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};
