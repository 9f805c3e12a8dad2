import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { longestText, neutralise } from '../../src/checks/markdown.ts';
import { offences } from './markdown-oracle.ts';

const allowed = {
  origin: 'https://github.com',
  repository: { owner: 'octo', repo: 'app' },
  closing: [12],
};

suite('a text on its way out', () => {
  const cases: readonly (readonly [name: string, text: string, out: string])[] = [
    ['mentions nobody', 'Ask @user, (@org/team), @a-b.', 'Ask `@user`, (`@org/team`), `@a-b`.'],
    ['mentions nobody by entity or escape', '&#64;user &commat;user \\@user', '`@user` `@user` `@user`'],
    [
      'keeps names with an at sign together',
      'node_modules/@types/node @scope/x lodash@4.17.21',
      '`node_modules/@types/node` `@scope/x` lodash@4.17.21',
    ],
    ['links no mail address', 'a@b.co mailto:c@d.co <e@f.co>', '`a@b.co` mailto:`c@d.co` `e@f.co`'],
    [
      'leaves code alone',
      '`@user` and `` ` #1 `` x\n\n    @user\n\n```\n/x @user\n```',
      '`@user` and `` ` #1 `` x\n\n    @user\n\n```\n/x @user\n```',
    ],
    [
      'leaves suggestions alone',
      '```suggestion\n- @user fixes #1\n```',
      '```suggestion\n- @user fixes #1\n```',
    ],
    [
      'keeps stray back-ticks from pairing with its own',
      '` @user ``\n\nit`s @user',
      '` ```@user``` ``\n\nit`s ```@user```',
    ],
    ['shows no picture', '![a b](http://x.co/y.png "t")', 'a b `http://x.co/y.png`'],
    [
      'shows no picture by reference',
      '![a_b][c] ![c]\n\n[c]: http://x.co/?q="s"',
      'a\\_b `http://x.co/?q="s"` c `http://x.co/?q="s"`\n\n',
    ],
    ['shows no picture in a link', '[![a](u)](http://x.co)', 'a `u` (`http://x.co`)'],
    [
      'links nowhere else',
      '[a *b*](http://x.co "t") [c](d/e.md) [](u)',
      'a *b* (`http://x.co`) c (`d/e.md`) `u`',
    ],
    [
      'links nowhere else by itself',
      '<http://x.co/y> https://x.co/y). www.x.co/z, ftp://q',
      '`http://x.co/y` `https://x.co/y`). `www.x.co/z`, `ftp://q`',
    ],
    [
      'links nowhere else by reference',
      '[a][b] [b]\n\n[b]: http://x.co',
      'a (`http://x.co`) b (`http://x.co`)\n\n',
    ],
    [
      'is not fooled by addresses that look like home',
      '[a](https://github.com.evil.co/octo/app) [b](https://github.com@evil.co/octo/app) [c](//github.com/octo/app) [d](https://github.com/octo/app/../../x/y)',
      'a (`https://github.com.evil.co/octo/app`) b (`https://github.com@evil.co/octo/app`) c (`//github.com/octo/app`) d (`https://github.com/octo/app/../../x/y`)',
    ],
    [
      'shows an address that was its own text once',
      '[http://x.co](http://x.co) [`src/a.ts`](src/a.ts)',
      '`http://x.co` `src/a.ts`',
    ],
    [
      'drops definitions that hold a comment',
      '[//]: # (x)\n[a]: https://github.com/octo/app\n\nb',
      '\n\n\nb',
    ],
    [
      'closes no issue',
      'Fixes #1, closed: octo/app#2, RESOLVES GH-3, fix https://github.com/octo/app/issues/4',
      'Fixes `#1`, closed: `octo/app#2`, RESOLVES `GH-3`, fix `https://github.com/octo/app/issues/4`',
    ],
    [
      'closes no issue through a link or emphasis',
      '**Closes** [it](https://github.com/octo/app/issues/4)\nfix\n*#5*',
      '**Closes** it (`https://github.com/octo/app/issues/4`)\nfix\n*`#5`*',
    ],
    [
      'closes an issue that it may close',
      'Fixes #12, fixes octo/App#12, fixes other/app#12',
      'Fixes #12, fixes octo/App#12, fixes `other/app#12`',
    ],
    [
      'tells no other repository',
      'a/b#1 a#1 a/b@0123456 octo/app@0123456',
      '`a/b#1` `a#1` `a/b@0123456` octo/app@0123456',
    ],
    [
      'starts no line with a slash',
      '/a b\n> /c\n- /d\n\ne\n/f `g\n/h`',
      '`/a` b\n> `/c`\n- `/d`\n\ne\n`/f` `g /h`',
    ],
    [
      'holds no comment',
      'a <!-- x -->b\n\n<!-- patchwright:1 -->\n<!-- never closed\nc',
      'a b\n\n\nnever closed\nc',
    ],
    [
      'holds no tags but a few',
      '<b>a</b> List<String> <kbd>x</kbd><br>',
      '`<b>`a`</b>` List`<String>` <kbd>x</kbd><br>',
    ],
    [
      'takes words out of HTML where they must be broken',
      '<details><summary>By @user</summary>\n\na\n\n</details>',
      '<details>\n\n<summary>\n\nBy `@user`\n\n</summary>\n\na\n\n</details>',
    ],
    [
      'takes apart HTML inside a quote',
      '> - <div title="x">\n>   @user <br>\n>   </div>',
      '> - `<div title="x">`\n>   `@user`\n>\n>   <br>\n>\n>   `</div>`',
    ],
    [
      'keeps a table whole',
      '| a | b |\n| - | - |\n| @x | http://a.b/c\\|d |',
      '| a | b |\n| - | - |\n| `@x` | `http://a.b/c\\|d` |',
    ],
    ['hides no characters', 'a\u200Bb\u202Ec ❤️ @\u200Buser', 'abc ❤️ `@user`'],
    ['closes what it left open', '<details>\n\n```js\na', '<details>\n\n```js\na\n```\n\n</details>'],
    [
      'links nowhere else by an escape in the path',
      '[a](https://github.com/octo/app/..%2f..%2fx/y)',
      'a (`https://github.com/octo/app/..%2f..%2fx/y`)',
    ],
    [
      'hides nothing in titles',
      '[a](https://github.com/octo/app "@user") [b][c]\n\n[c]: https://github.com/octo/app "t\n/cmd"',
      'a (`https://github.com/octo/app`) b (`https://github.com/octo/app`)\n\n',
    ],
    [
      'drops a definition that another comes before',
      '[a]\n\n[a]: https://github.com/octo/app\n[a]: https://github.com/octo/app/wiki',
      '[a]\n\n[a]: https://github.com/octo/app\n',
    ],
    [
      'keeps a cell whole with a pipe in an address',
      '| a |\n| - |\n| ![b](c\\|d) |',
      '| a |\n| - |\n| b `c\\|d` |',
    ],
    [
      'closes no issue across elements',
      '`a`fi*xes* #1, fixes a*octo/app#12*',
      '`a`fi*xes* `#1`, fixes a*`octo/app#12`*',
    ],
    ['keeps code apart from code', '@user`a` `b`@user <b><i>c', '`@user` `a` `b` `@user` `<b><i>`c'],
    [
      'takes apart a tag that never ends',
      '<details>\n<div @user',
      '<details>\n\n\\<div `@user`\n\n</details>',
    ],
    ['hides no characters in HTML', '<sub>\na\u200Bb\n</sub>', '<sub>\n\nab\n\n</sub>'],
    ['starts with its first letter', '\uFEFF[a](http://x.co)\0 @user', 'a (`http://x.co`) `@user`'],
  ];
  for (const [name, text, out] of cases) {
    test(name, () => {
      assert.equal(neutralise(text, allowed), out);
      assert.equal(neutralise(out, allowed), out);
      assert.deepEqual(offences(out), []);
    });
  }

  test('stays as it is when nothing in it offends', () => {
    const text = [
      '# Review of seven',
      '',
      'The loop in [`src/a.ts`](https://github.com/octo/app/blob/main/src/a.ts#L10-L12) runs once too often; see below and',
      'https://github.com/octo/app/pull/9. It costs 5 * 3 = 15 ms & more, a < b, 3 <4, "quoted", a/b, 50 %.  ',
      'A [reference][r], a footnote[^1], ~~gone~~, **bold _both_**, a\\*b, &copy;, ✔️, 日本語, path/to/file.',
      '',
      '> [!NOTE]',
      '> Quoted.',
      '',
      '1. One',
      '   - [ ] task `x`',
      '   - [x] done',
      '2. Two',
      '',
      '   ```ts',
      '   @decorator() // fixes #1',
      '   ```',
      '',
      '| a | b |',
      '| :- | -: |',
      '| `a \\| b` | /usr |',
      '',
      '<details open>',
      '<summary>More about it</summary>',
      '',
      'H<sub>2</sub>O<br>',
      '',
      '</details>',
      '',
      '***',
      '[r]: https://github.com/octo/app/wiki "The wiki"',
      '[^1]: Small print.',
      '',
      '````md',
      '```',
      '````',
    ].join('\n');
    assert.equal(neutralise(text, allowed), text);
    assert.equal(neutralise(text.replaceAll('\n', '\r\n'), allowed), text.replaceAll('\n', '\r\n'));
  });

  test('follows the server that it goes to', () => {
    const local = { origin: 'http://127.0.0.1:3000', repository: { owner: 'octo', repo: 'app' } };
    const text = 'http://127.0.0.1:3000/octo/app/pull/1 https://github.com/octo/app/pull/1 fixes #12';
    assert.equal(
      neutralise(text, local),
      'http://127.0.0.1:3000/octo/app/pull/1 `https://github.com/octo/app/pull/1` fixes `#12`',
    );
  });
});

suite('a text made to be slow', () => {
  for (const piece of ['>', '_a*b', 'x <!-- ', '- > ']) {
    test(`goes out as code: ${piece}${piece}${piece}`, () => {
      const text = piece.repeat(50_000 / piece.length);
      const out = neutralise(text, allowed);
      assert.equal(out, `\`\`\`\n${text}\n\`\`\``);
      assert.equal(neutralise(out, allowed), out);
    });
  }
});

suite('a text that is too long', () => {
  test('is cut at the end of a line and says so', () => {
    const out = neutralise(
      'word @user, and a sentence of ordinary length that says nothing.\n\n'.repeat(1500),
      allowed,
    );
    assert.ok(out.length < longestText);
    assert.ok(out.length > longestText - 2000);
    assert.match(out, /that says nothing\.\n\n_The rest did not fit into one comment and was left out\._$/);
    assert.deepEqual(offences(out), []);
    assert.equal(neutralise(out, allowed), out);
  });

  test('is never cut inside a fence that stays open', () => {
    const out = neutralise(`\`\`\`\`ts\n${'const a = 1; // @user\n'.repeat(4000)}\`\`\`\``, allowed);
    assert.match(out, /\/\/ @user\n````\n\n_The rest did not fit into one comment and was left out\._$/);
    assert.equal(neutralise(out, allowed), out);
  });

  test('is cut to what is left of a comment where less is', () => {
    const text = 'A sentence of ordinary length that says nothing.\n\n'.repeat(100);
    const out = neutralise(text, allowed, 2_000);
    assert.ok(out.length < 2_000 && out.length > 1_800);
    assert.match(out, /that says nothing\.\n\n_The rest did not fit into one comment and was left out\._$/);
    assert.equal(neutralise(text, allowed, 10_000), text);
  });

  test('is cut when it is one line', () => {
    const out = neutralise('/x @a'.repeat(20_000), allowed);
    assert.ok(out.length < longestText);
    assert.deepEqual(offences(out), []);
  });
});
