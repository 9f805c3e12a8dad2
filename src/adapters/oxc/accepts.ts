import { parseSync } from 'oxc-parser';

/**
 * Whether JavaScript or TypeScript is right by a parser that follows the languages closely: a second opinion where a grammar
 * made for editors finds a fault. False for every other language.
 */
export function acceptsScript(path: string, text: string): boolean {
  if (!/\.[cm]?[jt]sx?$/i.test(path)) return false;
  const { errors } = parseSync(path, text);
  return errors.length === 0;
}
