import { z } from 'zod';
import { fix } from '../../src/commands/fix/command.ts';
import { type Command, registered } from '../../src/commands/command.ts';
import type { Finding } from '../../src/core/finding.ts';
import { Review } from '../../src/core/review.ts';
import { World, type WorldOptions } from '../world.ts';

type Ending = Parameters<typeof World.open>[0];

/** What is told of `cart.js`: lines that stand there, and what shall stand instead. */
export interface Told {
  readonly title: string;
  readonly quote: string;
  readonly suggestion: string | null;
}

/** A pull request that adds `cart.js` and whatever else is given, and on which these findings have been told. */
export async function toldPull(
  t: Ending,
  findings: readonly Told[],
  options: WorldOptions & { readonly files?: Readonly<Record<string, string>>; readonly fork?: boolean } = {},
) {
  const { files = {}, fork = false, ...more } = options;
  const world = await World.open(t, { ...more, commands: [registered(telling(findings)), registered(fix)] });
  const { github } = world;
  const ada = github.as('ada');
  await ada.createRepository('octo/shop', { files: { 'README.md': '# Shop\n' } });
  const author = fork ? github.as('mallory') : ada;
  const home = fork ? await author.fork('octo/shop').then(() => 'mallory/shop') : 'octo/shop';
  await author.push(home, 'cart', { files: { ...files, 'cart.js': cart } });
  const head = fork ? 'mallory:cart' : 'cart';
  const pull = await author.openPull('octo/shop', { head, title: 'Add a cart' });
  await world.quiet();
  return { world, pull, ada };
}

export const cart = `export function total(prices) {
  let sum = 0;
  for (const price of prices) {
    sum = price;
  }
  return sum;
}

export function average(prices) {
  return total(prices) / prices.length;
}
`;

/** The sum is thrown away on every round. */
export const sumFinding: Told = {
  title: 'The sum forgets all prices but the last',
  quote: '    sum = price;',
  suggestion: '    sum += price;',
};

/** Nothing divided by nothing. */
export const emptyFinding: Told = {
  title: 'The average of no prices is not a number',
  quote: '  return total(prices) / prices.length;',
  suggestion: '  if (prices.length === 0) return 0;\n  return total(prices) / prices.length;',
};

/** Stands in for a review: tells its findings as soon as the pull request is opened. */
function telling(findings: readonly Told[]): Command<readonly string[]> {
  return {
    head: {
      name: 'tell',
      summary: 'Tells its findings.',
      usage: '/tell',
      subjects: ['pull'],
      lane: 'quick',
      args: z.array(z.string()).readonly(),
      on: [{ on: 'pull-opened', needs: 'none', again: false, waits: false }],
      endsOn: [],
      shows: 'answer',
    },
    wants: () => ({ is: 'yes' }),
    run: async ({ subject, forge }) => {
      if (subject.kind !== 'pull') throw new Error('only pull requests are told anything');
      const { head, ref } = await forge.pull(subject.ref.number);
      const review = Review.parse({
        headSha: head.sha,
        model: null,
        summary: 'Adds a cart.',
        notes: [],
        inline: findings.map(findingOf),
        elsewhere: [],
        lookedAt: ['cart.js'],
        notLookedAt: [],
      });
      return {
        effects: [{ kind: 'review', pull: ref, review, requestsChanges: false }],
        next: { kind: 'done', note: '' },
      };
    },
  };
}

function findingOf({ title, quote, suggestion }: Told): Finding {
  const start = cart.slice(0, cart.indexOf(quote)).split('\n').length;
  const end = start + quote.split('\n').length - 1;
  return {
    path: 'cart.js',
    anchor: { path: 'cart.js', side: 'new', start, end },
    quote,
    severity: 'high',
    category: 'bug',
    confidence: 0.9,
    title,
    body: 'It shows with every input.',
    suggestion,
    evidence: null,
  };
}
