import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type Origin, readOrigins } from '../../src/config/git-attributes.ts';

const paths = 'a.ts b.ts gen/a.ts gen/deep/b.ts src/gen/a.ts lib/x.js lib/own/y.js [a].ts "q".ts'.split(' ');
const spaced = [...paths, 'a b.ts'];

const files: Readonly<Record<string, string>> = {
  'a name at any depth': 'a.ts linguist-generated',
  'a folder, which does not mean what is in it': 'gen linguist-generated\ngen/ linguist-vendored',
  'all below a folder': 'gen/** linguist-generated=true',
  'from the root': '/gen/*.ts linguist-generated\n/*.ts linguist-vendored',
  'the last line that fits': '*.ts linguist-generated\nb.ts -linguist-generated',
  'false for no': 'lib/** linguist-vendored\nlib/own/** linguist-vendored=false',
  'taken back': '*.ts linguist-generated\n/a.ts !linguist-generated',
  'several on one line': '* text=auto linguist-generated -linguist-vendored eol=lf',
  'both, of which each counts for itself': 'gen/** linguist-generated\ngen/deep/** -linguist-vendored',
  'other attributes': '*.ts diff=typescript\nlib/** linguist-documentation linguist-generated-not',
  'comments, blanks and macros':
    '# a.ts linguist-generated\n\n  b.ts\tlinguist-generated\n[attr]binary -diff',
  'a pattern in quotes': '"a b.ts" linguist-generated\n"\\"q\\".ts" linguist-vendored',
  'a pattern that is none': '/ linguist-generated\n{ linguist-generated',
};

suite('.gitattributes say what git reads in them', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'attributes-'));
    execFileSync('git', ['init', '--quiet', folder]);
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [what, text] of Object.entries(files)) {
    test(what, () => {
      const originOf = readOrigins(text);
      assert.deepEqual(
        spaced.map((path) => [path, originOf(path)]),
        originsByGit(folder, text),
      );
    });
  }
});

/** What git's own attributes make of the paths, in our words. */
function originsByGit(folder: string, text: string): readonly (readonly [string, Origin])[] {
  writeFileSync(join(folder, '.gitattributes'), `${text}\n`);
  const names = ['linguist-generated', 'linguist-vendored'];
  const answer = execFileSync('git', ['-C', folder, 'check-attr', '-z', ...names, '--', ...spaced], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const values = answer.split('\0').filter((_, index) => index % 3 === 2);
  return spaced.map((path, index) => [path, originOf(values[index * 2], values[index * 2 + 1])]);
}

const yes = new Set(['set', 'true']);
const no = new Set(['unset', 'false']);

function originOf(generated = '', vendored = ''): Origin {
  if (yes.has(generated)) return 'generated';
  if (yes.has(vendored)) return 'vendored';
  return no.has(generated) || no.has(vendored) ? 'written' : 'unnamed';
}

test('.gitattributes that hold a great many rules have their last five hundred read', () => {
  const many = Array.from({ length: 600 }, (_, index) => `f${index}.ts linguist-generated`).join('\n');
  const originOf = readOrigins(many);
  assert.deepEqual([originOf('f99.ts'), originOf('f100.ts')], ['unnamed', 'generated']);
});
