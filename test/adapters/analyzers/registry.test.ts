import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { openRegistry, type PackageFacts } from '../../../src/adapters/analyzers/registry.ts';
import type { Ecosystem } from '../../../src/checks/imports-declared.ts';
import { scratch } from '../git-repository.ts';

interface Answer {
  readonly out?: string;
  readonly errors?: string;
  readonly code?: number;
}

/** What is made of a package manager's answer, and how it was asked. */
async function asked(
  ecosystem: Ecosystem,
  name: string,
  answer: Answer,
): Promise<{ readonly facts: PackageFacts; readonly log: string }> {
  using room = scratch();
  const [out, errors, log] = ['out', 'errors', 'log'].map((each) => join(room.path, each));
  assert.ok(out !== undefined && errors !== undefined && log !== undefined);
  writeFileSync(out, answer.out ?? '');
  writeFileSync(errors, answer.errors ?? '');
  writeFileSync(log, '');
  for (const program of ['npm', 'pip'])
    writeFileSync(
      join(room.path, program),
      `#!/bin/sh\necho "$(basename "$0") $@" >>${log}\nls -A >>${log}\nenv | grep -i secret >>${log}\ncat ${out}\ncat ${errors} >&2\nexit ${answer.code ?? 0}\n`,
      { mode: 0o755 },
    );
  const lookUp = openRegistry({
    environment: { PATH: `${room.path}:/usr/bin:/bin`, HOME: room.path, MY_SECRET: 'no' },
  });
  const facts = await lookUp(ecosystem, name, new AbortController().signal);
  return { facts, log: readFileSync(log, 'utf8') };
}

suite('a package is looked up by the package manager of this machine', () => {
  test('which says since when there is one, and what it runs', async () => {
    const out = JSON.stringify({
      name: 'sharp',
      time: {
        modified: '2026-01-01T00:00:00Z',
        '1.0.0': '2020-01-02T00:00:00Z',
        '2.0.0': '2024-01-01T00:00:00Z',
      },
      scripts: { test: 'mocha', install: 'node install', postinstall: 'x', prepare: 'y' },
    });
    assert.deepEqual(await asked('npm', '@a/sharp', { out }), {
      facts: { is: 'there', since: Date.UTC(2020, 0, 2), scripts: ['install', 'postinstall'] },
      log: 'npm view --json --fetch-retries=0 -- @a/sharp name time scripts\n',
    });
    const pip = await asked('pypi', 'requests', { out: 'requests (2.31.0)\n' });
    assert.deepEqual(pip, {
      facts: { is: 'there', since: null, scripts: [] },
      log: 'pip index versions --retries 0 --timeout 10 --disable-pip-version-check --no-input -- requests\n',
    });
  });

  test('which says that there is none', async () => {
    const none = { out: JSON.stringify({ error: { code: 'E404', summary: 'Not Found' } }), code: 1 };
    assert.deepEqual((await asked('npm', 'nowhere', none)).facts, { is: 'absent' });
    const errors = 'ERROR: No matching distribution found for nowhere\n';
    assert.deepEqual((await asked('pypi', 'nowhere', { errors, code: 1 })).facts, { is: 'absent' });
  });

  test('and is not called absent where nobody answered', async () => {
    const silent = { is: 'unknown', because: 'the registry of npm did not answer' };
    const refused = { out: JSON.stringify({ error: { code: 'ENOTFOUND' } }), code: 1 };
    for (const answer of [refused, { out: 'not json', code: 0 }, { code: 1 }])
      assert.deepEqual((await asked('npm', 'x', answer)).facts, silent);
    const errors =
      'WARNING: Retrying (Retry(total=0)) after connection broken\nERROR: No matching distribution found for x\n';
    assert.deepEqual((await asked('pypi', 'x', { errors, code: 1 })).facts, {
      is: 'unknown',
      because: 'the index of pip did not answer',
    });
    const lookUp = openRegistry({ environment: { PATH: '/nowhere' } });
    assert.deepEqual(await lookUp('npm', 'x', new AbortController().signal), {
      is: 'unknown',
      because: 'this machine has no npm',
    });
  });

  test('and nothing is started for a name that is none, or could be an option or an address', async () => {
    for (const name of [
      '--registry=http://x.test',
      '-g',
      '../x',
      'a b',
      'http://x.test/a.tgz',
      'file:x',
      'a@1',
      '',
      'x;y',
      'a\nb',
    ]) {
      for (const ecosystem of ['npm', 'pypi'] as const) {
        const { facts, log } = await asked(ecosystem, name, {});
        assert.deepEqual([facts.is, log], ['unknown', ''], name);
      }
    }
    assert.equal((await asked('cargo', 'serde', {})).facts.is, 'unknown');
  });
});
