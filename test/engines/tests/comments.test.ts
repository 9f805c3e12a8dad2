import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { outlineOf } from '../../../src/core/outline.ts';
import { signatureOf, unitsCalled } from '../../../src/engines/tests/called-units.ts';
import { commentsOf } from '../../../src/engines/tests/comments.ts';

/** The comments of a function by their lines, and its signature. */
async function told(path: string, text: string, name: string) {
  const tree = await openSyntax({ clock: { now: () => 0 } }).parse(path, text);
  if (tree.is !== 'parsed') assert.fail(tree.because);
  const unit = outlineOf(tree).symbols.find((symbol) => symbol.name === name);
  assert.ok(unit !== undefined);
  const comments = commentsOf(unit, tree).map(({ line, text: words }) => `${line} ${words}`);
  return { comments, signature: signatureOf(unit, tree) };
}

suite('comments belong to a function', () => {
  test('of Python: those above its decorators, its documentation, and those inside', async () => {
    const text = `# of the module

rate = 0.9  # of the rate

# What a thing costs,
# in cents.
@cached
def price(
    amount,
    member=False,
):
    """Members pay less."""
    # Nothing is free.
    return amount


def close():
    """Ends the day."""
`;
    assert.deepEqual(await told('shop.py', text, 'price'), {
      comments: ['5 # What a thing costs,\n# in cents.', '12 """Members pay less."""\n# Nothing is free.'],
      signature: 'def price(\n    amount,\n    member=False,\n):',
    });
  });

  test('that a test calls, and to a class alone where it only makes one', async () => {
    const text = `/** A shop. */
class Shop {
  /** The price. */
  price() {}
  /** The end. */
  close() {}
}
`;
    const tree = await openSyntax({ clock: { now: () => 0 } }).parse('shop.js', text);
    if (tree.is !== 'parsed') assert.fail(tree.because);
    const units = unitsCalled('new Shop().price()', { tree, line: 4, lastLine: 4 });
    assert.deepEqual(
      units.flatMap((unit) => commentsOf(unit, tree)).map(({ text: words }) => words),
      ['/** A shop. */', '/** The price. */'],
    );
    assert.deepEqual(
      units.map((unit) => signatureOf(unit, tree)),
      ['class Shop {', 'price()'],
    );
  });

  test('of a class: what stands above it, and not behind the line before', async () => {
    const text = `class Shop {
  rate = 0.9; // of the rate
  price(amount: number): number {
    return amount; /* as it is */
  }

  /** Ends the day. */

  private async close<T>({ till }: T = { till: () => 1 }): Promise<void> {}
}
`;
    assert.deepEqual(await told('shop.ts', text, 'price'), {
      comments: ['4 /* as it is */'],
      signature: 'price(amount: number): number',
    });
    assert.deepEqual(await told('shop.ts', text, 'close'), {
      comments: ['7 /** Ends the day. */'],
      signature: 'private async close<T>({ till }: T = { till: () => 1 }): Promise<void>',
    });
  });
});
