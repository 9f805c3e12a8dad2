import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ChangeFacts } from '../../src/checks/change-facts.ts';
import { protectedChanges } from '../../src/checks/change-protected.ts';
import { changesOf, factsOf, listed, type Texts } from './change-world.ts';

function found(texts: Texts, facts: Partial<ChangeFacts> = {}): readonly string[] {
  return listed(protectedChanges(changesOf(texts), factsOf(facts)));
}

function isAllowed(path: string): boolean {
  return path.startsWith('.github/workflows/');
}

function manifest(version: string): string {
  return `{\n  "name": "cart",\n  "description": "${version}",\n  "dependencies": {\n    "left": "${version}"\n  }\n}\n`;
}

function published(own: object): string {
  return JSON.stringify({ name: 'cart', version: '1.0.0', ...own }, null, 2);
}

suite('a path that decides over others', () => {
  for (const path of [
    '.github/workflows/ci.yml',
    '.github/patchwright.yml',
    '.github/CODEOWNERS',
    'AGENTS.md',
    'packages/a/CLAUDE.md',
    '.github/copilot-instructions.md',
    '.cursor/rules/a.mdc',
    '.mcp.json',
    '.husky/pre-commit',
    '.gitattributes',
    '.gitmodules',
    '.npmrc',
    '.releaserc.json',
    'LICENSE',
    '.env',
    'vendor/a.go',
    'renovate.json',
    'Jenkinsfile',
  ])
    test(`is protected: ${path}`, () => {
      assert.equal(found({ [path]: ['a\n', 'b\n'] }).length, 1);
      assert.equal(found({ [path]: [null, 'b\n'] }).length, 1);
    });

  for (const path of [
    'src/workflows/run.ts',
    'docs/agents.md.txt',
    '.env.example',
    'src/license.ts',
    'README.md',
    'src/github/settings.yml',
  ])
    test(`is not protected: ${path}`, () => assert.deepEqual(found({ [path]: ['a\n', 'b\n'] }), []));

  test('may be changed where the configuration allows it and the issue asks for it, and not by either alone', () => {
    const texts = { '.github/workflows/ci.yml': ['a\n', 'b\n'] } as const;
    const issue = 'The CI workflow should test Node 26 as well.';
    const fault = ['protected-path a workflow, which runs with the rights of the repository'];
    assert.deepEqual(found(texts, { isAllowed, issue }), []);
    assert.deepEqual(found(texts, { isAllowed }), fault);
    assert.deepEqual(found(texts, { issue }), fault);
  });
});

suite('a lockfile', () => {
  const files = ['package.json', 'package-lock.json', 'packages/a/package.json'];

  test('may change with its manifest, also from a folder below', () => {
    const lock = { 'package-lock.json': ['1\n', '2\n'] } as const;
    assert.deepEqual(found({ ...lock, 'package.json': [manifest('1'), manifest('2')] }, { files }), []);
    assert.deepEqual(
      found({ ...lock, 'packages/a/package.json': [manifest('1'), manifest('2')] }, { files }),
      [],
    );
  });

  test('may not change alone, nor with a manifest that asks for the same packages', () => {
    assert.deepEqual(found({ 'package-lock.json': ['1\n', '2\n'] }, { files }), ['lockfile-alone']);
    const other = manifest('1').replace('"description": "1"', '"description": "2"');
    assert.deepEqual(
      found({ 'package-lock.json': ['1\n', '2\n'], 'package.json': [manifest('1'), other] }, { files }),
      ['lockfile-alone'],
    );
  });

  test('of another manager may not come', () => {
    assert.deepEqual(
      found({ 'yarn.lock': [null, '1\n'], 'package.json': [manifest('1'), manifest('2')] }, { files }),
      ['foreign-lockfile'],
    );
  });

  test('that stays behind is told', () => {
    assert.deepEqual(found({ 'package.json': [manifest('1'), manifest('2')] }, { files }), [
      'lockfile-behind (to be justified)',
    ]);
    assert.deepEqual(
      found({ 'package.json': [manifest('1'), manifest('2')] }, { files: ['package.json'] }),
      [],
    );
  });
});

suite('a manifest', () => {
  test('may not publish something else', () => {
    const [before, after] = [
      published({}),
      published({ version: '2.0.0', publishConfig: { registry: 'https://example.com' } }),
    ];
    assert.deepEqual(found({ 'package.json': [before, after] }), [
      'release-setting version: "2.0.0"',
      'release-setting publishConfig: {"registry":"https://example.com"}',
    ]);
    assert.deepEqual(
      found({ 'package.json': [before, published({ version: '2.0.0' })] }, { issue: 'Bump the version.' }),
      [],
    );
  });

  test('may not have code run where it is installed', () => {
    assert.deepEqual(
      found({ 'package.json': [published({}), published({ scripts: { postinstall: 'node x.js' } })] }),
      ['install-script scripts.postinstall: "node x.js"'],
    );
  });

  test('may have other scripts', () => {
    assert.deepEqual(
      found({ 'package.json': [published({}), published({ scripts: { build: 'tsc' } })] }),
      [],
    );
  });
});
