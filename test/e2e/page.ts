import type { Turn } from './turns.ts';

/** A repository in which nothing can be run, with an issue about it: work on it takes little time. */
export const page = {
  files: { 'README.md': '# Shop\n\nOpen from nine to five.\n' },
  issue: { title: 'We open at eight', body: 'The page says that we open at nine, and we open at eight.' },
} as const;

/** What a good model does about it. */
export const pageTurns: readonly Turn[] = [
  [['read_file', { path: 'README.md' }]],
  [['plan', { kind: 'other', steps: [{ text: 'Say eight', verify: 'The page says so' }] }]],
  [['edit', { replacements: [{ path: 'README.md', search: 'from nine', replace: 'from eight' }] }]],
  [['submit', { title: 'Open at eight', summary: 'The page says eight.' }]],
];

/** And about a review of what came of it, whose threads are named in the question. */
export function pageRevised(question: string): readonly Turn[] {
  const numbers = new Set([...question.matchAll(/^Thread (-?\d+), on/gm)].map(([, id]) => Number(id)));
  const answers = [...numbers].map((thread) => ({
    thread,
    text: thread < 0 ? 'The whole page says eight.' : 'Sharp.',
  }));
  return [
    [
      ['read_file', { path: 'README.md' }],
      ['plan', { kind: 'other', steps: [{ text: 'Say that it is eight', verify: 'The page says so' }] }],
    ],
    [['edit', { replacements: [{ path: 'README.md', search: 'from eight', replace: 'from eight sharp' }] }]],
    [['submit', { title: 'Open at eight', summary: 'The page says that it is eight.', answers }]],
  ];
}
