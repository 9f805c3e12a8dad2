import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { makeRepository, scratch } from '../adapters/git-repository.ts';
import { agreeable } from '../agreeable.ts';
import { patchwright } from '../cli/run.ts';
import { shop, shopTest } from '../engines/tests/tests-world.ts';
import { startModelServer } from '../model-server.ts';
import { lacking } from '../services/lacking.ts';

const skip = lacking('bubblewrap');

const members = shopTest('members pay less', 'assert.equal(price(100, true), 90);', {
  checks: 'Members pay ten per cent less.',
});

suite('the command line', { skip }, () => {
  test('installs what a repository depends on once, and takes it again for the next request', async (t) => {
    using folder = scratch();
    const repository = makeRepository(join(folder.path, 'shop'));
    const manifest = JSON.parse(shop.before['package.json'] ?? '{}');
    const depending = { ...manifest, devDependencies: { flat: '5.0.2' } };
    repository.commit('Open the shop', { ...shop.before, 'package.json': JSON.stringify(depending) });
    repository.commit('Members pay less', { 'src/shop.js': shop.after['src/shop.js'] ?? '' });
    const model = await startModelServer(t);
    model.script('tests 1', members, members);
    model.otherwise((asked) => (/^tests \d/.test(asked.prompt) ? '<none/>' : agreeable(asked)));

    async function asked(): Promise<readonly unknown[]> {
      const words = ['tests', '--repo', repository.path, '--base', 'HEAD~1', '--head', 'HEAD'];
      const { code, output, error } = await patchwright(words, {
        ...machine,
        XDG_CACHE_HOME: join(folder.path, 'cache'),
        PATCHWRIGHT_MODEL: 'scripted',
        OPENAI_BASE_URL: model.url,
      });
      assert.deepEqual([code, error], [0, '']);
      assert.match(output, /^1 test verified, written for `node:test`\./);
      const kept = globSync(join(folder.path, 'cache/patchwright/installs/*/*/kept.json'));
      return kept.map((path) => JSON.parse(readFileSync(path, 'utf8')));
    }

    const first = await asked();
    assert.equal(first.length, 1);
    assert.deepEqual(await asked(), first);
  });
});

/** How npm is told of its registry here. */
const machine = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    name === 'HOME' || /^npm_config_/i.test(name) ? [[name, value ?? '']] : [],
  ),
);
