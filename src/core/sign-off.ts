/** What tells whether commits of a repository carry a `Signed-off-by` line, by the Developer Certificate of Origin. */
export interface SignOffSigns {
  /** Whether there are settings of an app that checks for it: `dco.yml`. */
  readonly isChecked: boolean;
  /** What the repository says to those who contribute. */
  readonly guides: readonly string[];
  /** Of the newest commits, whether each is signed off; null of those that nobody would sign off. */
  readonly commits: readonly (boolean | null)[];
}

/** Whether a repository demands it: by a check, by what it says, or by what most of its newest commits do. */
export function demandsSignOff({ isChecked, guides, commits }: SignOffSigns): boolean {
  return isChecked || isCustom(commits) || guides.some(asksForIt);
}

const newest = 50;
/** Of fewer commits nothing can be told. */
const fewest = 5;

function isCustom(commits: readonly (boolean | null)[]): boolean {
  const telling = commits.slice(0, newest).filter((each) => each !== null);
  const signed = telling.filter(Boolean).length;
  return telling.length >= fewest && 2 * signed > telling.length;
}

/** A guide that only says it is not needed asks for nothing. */
function asksForIt(guide: string): boolean {
  return guide
    .split(/(?<=[.!?])\s+|\n\s*\n/)
    .some((sentence) => mentions.test(sentence) && !denies.test(sentence));
}

const mentions =
  /\bsigned-off-by\b|\bgit\s+commit\b[^.\n]*\s(?:-\w*s\w*|--signoff)\b|\bsign(?:ed|ing)?[ -]off\b[^.]*\bcommit|\bcommits?\b[^.]*\bsign(?:ed|ing)?[ -]off\b/i;
const denies =
  /(?:\bnot|n't|\bno longer|\bnever)\s+(?:\w+\s+)?(?:need|requir|necessary|have to|ask|use)|\bno need\b|\boptional/i;
