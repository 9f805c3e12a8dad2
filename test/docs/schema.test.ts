import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { noLeeway, readRepositoryConfig } from '../../src/config/repository.ts';

const schema: object = JSON.parse(
  readFileSync(new URL('../../docs/patchwright.schema.json', import.meta.url), 'utf8'),
);
const isValid = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

const examples = ['docs/configuration.md', 'README.md'].flatMap((page) => {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => ({ page, yaml }));
});

suite('the schema for editors takes what the app takes', () => {
  for (const { page, yaml } of examples) {
    test(`the example of ${page}`, () => {
      const leeway = { ...noLeeway, models: ['vllm/qwen', 'openai/gpt-5'] };
      assert.deepEqual(readRepositoryConfig(yaml, leeway).faults, []);
      assert.equal(isValid(parse(yaml)), true, JSON.stringify(isValid.errors));
    });
  }

  const faulty = [
    'reveiw: {}',
    'review: {enabled: 1}',
    'review: {effort: some}',
    'review: {instructions: [{paths: [a]}]}',
    'review: {instructions: [{text: a, path: [b]}]}',
    'review: {comments: 31}',
    'review: {ignore: dist}',
    'models: {slow: [a]}',
  ];
  for (const yaml of faulty) {
    test(`and refuses what it refuses: ${yaml}`, () => {
      assert.notDeepEqual(readRepositoryConfig(yaml, noLeeway).faults, []);
      assert.equal(isValid(parse(yaml)), false);
    });
  }

  test('and says of each key what it is for', () => {
    assert.deepEqual(undescribed('', schema), []);
  });
});

interface Part {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Part>>;
}

function undescribed(path: string, { properties, description }: Part): readonly string[] {
  if (properties === undefined) return description === undefined ? [path] : [];
  return Object.entries(properties).flatMap(([key, part]) => undescribed(`${path}.${key}`, part));
}
