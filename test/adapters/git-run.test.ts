import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { type GitParts, openGit } from '../../src/adapters/git/run.ts';
import { Failure } from '../../src/core/failure.ts';
import { scratch } from './git-repository.ts';
import { file, makeBareRepository } from './raw-tree.ts';

suite('a run of git', () => {
  test('sees of our environment the search path, proxies and certificates, and nothing else', async () => {
    using folder = scratch();
    const environment = {
      PATH: '/ours',
      https_proxy: 'http://proxy',
      SSL_CERT_FILE: '/certificates',
      GIT_DIR: '/elsewhere',
      GIT_SSH_COMMAND: 'touch canary',
      LD_PRELOAD: '/evil.so',
      OPENAI_API_KEY: 'secret',
      HOME: '/home/ada',
    };
    const git = gitThat('/usr/bin/env -0', folder.path, { environment });

    const { output } = await git({ args: ['x'], directory: folder.path });

    const seen = new Map(output.split('\0').map((line) => [line.slice(0, line.indexOf('=')), line] as const));
    const names = [...seen.keys()].filter(
      (name) => !/^(?:GIT_CONFIG_(?:KEY|VALUE)_\d+|PWD|OLDPWD|SHLVL|_|NODE_V8_COVERAGE|)$/.test(name),
    );
    assert.deepEqual(names.sort(), [
      'GIT_ALLOW_PROTOCOL',
      'GIT_ASKPASS',
      'GIT_ATTR_NOSYSTEM',
      'GIT_CONFIG_COUNT',
      'GIT_CONFIG_GLOBAL',
      'GIT_CONFIG_NOSYSTEM',
      'GIT_LFS_SKIP_SMUDGE',
      'GIT_LITERAL_PATHSPECS',
      'GIT_NO_LAZY_FETCH',
      'GIT_NO_REPLACE_OBJECTS',
      'GIT_OPTIONAL_LOCKS',
      'GIT_TERMINAL_PROMPT',
      'HOME',
      'LC_ALL',
      'PATH',
      'SSL_CERT_FILE',
      'XDG_CONFIG_HOME',
      'https_proxy',
    ]);
    assert.deepEqual(
      [seen.get('HOME'), seen.get('GIT_ALLOW_PROTOCOL'), seen.get('https_proxy')],
      ['HOME=/dev/null', 'GIT_ALLOW_PROTOCOL=', 'https_proxy=http://proxy'],
    );
  });

  test('gets arguments word for word, and settings with their secrets only through the environment', async () => {
    using folder = scratch();
    const git = gitThat(String.raw`printf '%s\n' "$@"; env | sed -n '/=token$/s/.*=/value=/p'`, folder.path);
    const args = ['log', '$(touch canary)', '; touch canary', '--x=a b'];
    const { output } = await git({ args, directory: folder.path, config: { 'http.extraHeader': 'token' } });
    assert.deepEqual(output.split('\n'), ['--no-pager', ...args, 'value=token', '']);
    assert.equal(existsSync(join(folder.path, 'canary')), false);
  });

  test('answers exit code, output and complaint as values', async () => {
    using folder = scratch();
    const git = gitThat('echo out; echo err >&2; exit 3', folder.path);
    assert.deepEqual(await git({ args: [], directory: folder.path }), {
      exitCode: 3,
      output: 'out\n',
      complaint: 'err',
    });
  });

  test('is ended with all its children when it takes too long', async () => {
    using folder = scratch();
    const git = gitThat(`sleep 1000 & echo $! > child.tmp; mv child.tmp child; wait`, folder.path, {
      timeoutMs: 200,
    });
    await assert.rejects(
      git({ args: [], directory: folder.path }),
      tooLarge('the time that git may take', '0.2 s'),
    );
    assert.equal(isAlive(readFileSync(join(folder.path, 'child'), 'utf8').trim()), false);
  });

  test('is ended when it says too much', async () => {
    using folder = scratch();
    const git = gitThat('yes', folder.path, { maxOutputBytes: 1_000_000 });
    await assert.rejects(git({ args: [], directory: folder.path }), tooLarge('what git says', '1 MB'));
  });

  test('is ended when it writes too large a file', async () => {
    using folder = scratch();
    const git = gitThat('exec head -c 20000 /dev/zero > large', folder.path, { maxFileBytes: 10_240 });
    await assert.rejects(
      git({ args: [], directory: folder.path }),
      tooLarge('a file that git writes', '0.01024 MB'),
    );
    assert.equal(statSync(join(folder.path, 'large')).size, 10_240);
  });

  test('is ended when an object takes more memory than it may', async () => {
    using folder = scratch();
    const repository = makeBareRepository(join(folder.path, 'repository.git'));
    const { gitDirectory } = repository;
    const bomb = repository.tree([file('lines', Buffer.alloc(60_000_000, 'x'))]);
    const request = {
      args: ['diff-tree', '--numstat', repository.tree([]), bomb],
      directory: folder.path,
      gitDirectory,
    };
    const { output } = await openGit({ environment: process.env })(request);
    assert.equal(output, '1\t0\tlines\n');
    const git = openGit({ environment: process.env, maxMemoryBytes: 40_000_000 });
    await assert.rejects(git(request), tooLarge('the memory that git may take', '40 MB'));
  });

  test("is ended by its signal, with the signal's reason", async () => {
    using folder = scratch();
    const git = gitThat('touch started; sleep 1000', folder.path);
    const abort = new AbortController();
    const reason = new Failure({ kind: 'stale' });
    const running = git({ args: [], directory: folder.path, signal: abort.signal });
    await appears(folder.path, 'started');
    abort.abort(reason);
    await assert.rejects(running, reason);
    await assert.rejects(git({ args: [], directory: folder.path, signal: abort.signal }), reason);
  });
});

/** A git that does what a shell script says instead. */
function gitThat(
  script: string,
  directory: string,
  parts: Partial<GitParts> = {},
): ReturnType<typeof openGit> {
  const program = join(directory, 'git');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o700);
  const environment = { ...parts.environment, PATH: `${directory}:/usr/bin:/bin` };
  return openGit({ ...parts, environment });
}

function tooLarge(what: string, limit: string): Failure {
  return new Failure({ kind: 'budget', reason: { is: 'too-large', what, limit } });
}

/** A process that has ended but was not collected by its parent counts as ended. */
function isAlive(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function appears(directory: string, name: string): Promise<void> {
  const watcher = watch(directory);
  const { promise, resolve } = Promise.withResolvers<void>();
  watcher.on('change', () => existsSync(join(directory, name)) && resolve());
  if (existsSync(join(directory, name))) resolve();
  await promise;
  watcher.close();
}
