import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import type { AnyHead } from '../../src/core/command.ts';
import { helpText } from '../../src/text/help.ts';

const head: AnyHead = {
  name: 'review',
  summary: 'Reviews the pull request as it stands now.',
  usage: '/review [--full]',
  subjects: ['pull'],
  lane: 'long',
  args: z.array(z.string()),
  on: [
    { on: 'pull-opened', needs: 'none', again: false, waits: false },
    { on: 'commented', needs: 'author', again: true, waits: false },
  ],
  endsOn: [],
  shows: 'check',
};

test('help lists what a comment can ask for, and nothing else', () => {
  const text = helpText([
    head,
    { ...head, name: 'sweep', usage: '/sweep', on: [] },
    {
      ...head,
      name: 'tidy',
      usage: '/tidy',
      summary: 'Tidies up.',
      subjects: ['pull', 'issue'],
      on: [{ on: 'commented', needs: 'write', again: true, waits: false }],
    },
  ]);
  assert.equal(
    text,
    `**What you can ask for**

- \`/review [--full]\`: Reviews the pull request as it stands now. On pull requests, for the pull request's author and people with triage permission.
- \`/tidy\`: Tidies up. On pull requests and issues, for people with write permission.

Write the command at the start of a line of a comment. Naming this app with an at sign in place of the slash does the same. Commands in quotes and in code are left alone.`,
  );
});
