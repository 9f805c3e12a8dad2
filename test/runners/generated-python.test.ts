import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Sandbox } from '../../src/ports/sandbox.ts';
import { lacking } from '../services/lacking.ts';
import { type Files, outcome, saying, testsWorld, writing } from '../engines/tests/tests-world.ts';

const skip = lacking('bubblewrap', 'pytest');

function shop(body: string, tests: string): Files {
  return {
    'src/shop.py': `def price(amount, is_member):\n    """Members pay ten per cent less."""\n${body}`,
    'tests/test_shop.py': tests,
  };
}

const old = '    return amount\n';
const now = '    if is_member:\n        return amount * 0.9\n    return amount\n';

const plain = `import pytest
from shop import price


def test_others_pay_all():
    assert price(100, False) == 100
`;

const classes = `import unittest
from shop import price


class Price(unittest.TestCase):
    def test_others_pay_all(self):
        self.assertEqual(price(100, False), 100)
`;

const path = 'tests/test_shop.py';

/** With the system's Python, which is where the packages of the system are. */
function bySystem(sandbox: Sandbox): Sandbox {
  return { ...sandbox, open: (order) => sandbox.open({ ...order, tools: [] }) };
}

suite('tests for Python are written and run', { skip, concurrency: 2 }, () => {
  const world = testsWorld();

  test('by pytest', async () => {
    const told = await world.generate({
      before: shop(old, plain),
      after: shop(now, plain),
      sandboxed: bySystem,
      script: saying(
        writing({
          name: 'test_members_pay_less',
          path,
          behind: '    assert price(100, False) == 100',
          code: '\n\n@pytest.mark.parametrize("amount", [100, 10])\ndef test_members_pay_less(amount):\n    assert price(amount, True) == amount * 9 / 10\n',
        }),
      ),
    });
    assert.deepEqual(outcome(told), {
      tests: ['test_members_pay_less: verified'],
      changed: [path],
      dropped: [],
    });
    assert.ok(told.generated.is === 'generated' && told.generated.tests[0]?.verdict.is === 'verified');
    const { figures } = told.generated.tests[0].verdict;
    assert.deepEqual([told.generated.runner, figures.lines, figures.runs], ['pytest', [4], 5]);
  });

  test('by unittest, in the class that is there', async () => {
    const told = await world.generate({
      before: shop(old, classes),
      after: shop(now, classes),
      script: saying(
        writing({
          name: 'test_members_pay_less',
          path,
          behind: '        self.assertEqual(price(100, False), 100)',
          code: '\n    def test_members_pay_less(self):\n        self.assertEqual(price(100, True), 90)\n',
        }),
      ),
    });
    assert.deepEqual(outcome(told), {
      tests: ['Price > test_members_pay_less: verified'],
      changed: [path],
      dropped: [],
    });
  });

  test('and no trick makes one verified', async () => {
    const tricks = [
      '    assert price(100, True) == price(100, True)',
      '    import os\n    os._exit(0)',
      '    try:\n        assert price(100, True) == 90\n    except AssertionError:\n        pass',
      '    assert price(100, True) != "never"',
    ];
    for (const body of tricks) {
      const trick = writing({
        name: 'test_members',
        path,
        behind: '    assert price(100, False) == 100',
        code: `\n\ndef test_members():\n${body}\n`,
      });
      const told = await world.generate({
        before: shop(old, plain),
        after: shop(now, plain),
        script: ({ prompt }) => (prompt.startsWith('tests 1') ? trick : '<none/>'),
      });
      assert.deepEqual(outcome(told).tests, [], body);
    }
  });
});
