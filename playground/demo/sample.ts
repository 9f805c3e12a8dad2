import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OpenedPull } from '../github/acts/pulls.ts';
import type { LocalGitHub } from '../github/start.ts';

const repository = 'corner-shop/shop';
const title = 'Add coupons and keep exchange rates';

const issue = {
  title: 'Coupons at the checkout',
  body: `Customers ask for coupons. Two kinds are enough to begin with:

- a percentage off, such as 15 % for readers of the newsletter;
- a fixed amount off, such as 3.00 € for a parcel that came late. The total never goes below zero.

The support desk types in the beginning of a code, as far as the caller remembers it, and wants to see the orders that used one like it.`,
};

const body = `Closes #1.

- \`withCoupon\` takes a percentage or a fixed amount off a total.
- Orders remember the code of their coupon, and \`findByCoupon\` is for the support desk's search box.
- \`saveAll\` brings in the orders of the old shop in one go.

On the side: the bank changes its rates every few minutes at most, and we ask it on every page view. \`Rates\` now keeps each rate for ten minutes.

The new cases are in \`test/price.test.js\`.`;

/** The sample's repository, an issue in it, and the pull request that closes the issue. The recorded answers are to these words. */
export async function openSample(github: LocalGitHub): Promise<OpenedPull> {
  const author = github.as('mira');
  await author.createRepository(repository, { files: await filesIn('base') });
  await github.as('jonas').openIssue(repository, issue);
  await author.push(repository, 'coupons', { files: await filesIn('change'), message: `${title}\n` });
  return author.openPull(repository, { head: 'coupons', title, body });
}

/** Texts by their path. */
async function filesIn(folder: 'base' | 'change'): Promise<Record<string, string>> {
  const root = fileURLToPath(new URL(`../../fixtures/sample/${folder}`, import.meta.url));
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const files = paths.map(async (path) => [relative(root, path), await readFile(path, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(files));
}
