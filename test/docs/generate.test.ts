import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { pages } from '../../docs/generate.ts';

suite('the documents say what the code does: npm run docs', () => {
  for (const [name, text] of Object.entries(pages())) {
    test(name, () => {
      assert.equal(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8'), text);
    });
  }
});
