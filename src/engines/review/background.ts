import { nonceOf } from '../../core/prompt.ts';
import type { LinkedIssue } from '../../core/pull-request.ts';
import { untrusted } from '../../core/untrusted.ts';

/** What the change is for, as people said it. All of it is somebody's text. */
export interface Intent {
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly issues: readonly LinkedIssue[];
}

/** What every reader of a change is told beside the code. */
export interface Background {
  readonly intent: Intent;
  /** Files of the base commit in which the repository's people say what they care about. */
  readonly guidance: readonly Guidance[];
  /** What the repository wants remembered, and what its configuration says of the paths at hand. */
  readonly wishes: readonly string[];
  /** What is said already, by tools or in earlier reviews: a line each. */
  readonly known: readonly string[];
  /** What findings are to be written in, such as `German`; null where nobody said. */
  readonly language: string | null;
  readonly tone: string | null;
}

export interface Guidance {
  readonly path: string;
  readonly text: string;
  /** How many characters of it had no room. */
  readonly cut: number;
}

/** The sections of a prompt, those that change least first. */
export function backgroundSections(background: Background): readonly string[] {
  const { intent, guidance, wishes, known, language, tone } = background;
  return [
    ...guidance
      .filter(({ text }) => text !== '')
      .map(({ path, text }) => wrapped(path, 'repository', 'prose', text)),
    ...list('What the repository wants remembered', 'maintainer', wishes),
    ...speech(language, tone),
    ...intentSections(intent),
    ...list('Already said; do not say it again', 'anyone', known),
  ];
}

/** Title, description and issues, wrapped. */
export function intentSections({ title, body, author, issues }: Intent): readonly string[] {
  const pull = said({ what: 'pull request', by: author, trust: 'author', title, body });
  const wishes = issues.map(({ ref, title: wish, body: text, author: { login } }) =>
    said({ what: `issue #${ref.number}`, by: login, trust: 'anyone', title: wish, body: text }),
  );
  return [pull, ...wishes].flat();
}

interface Said {
  readonly what: string;
  readonly by: string;
  readonly trust: 'author' | 'anyone';
  readonly title: string;
  readonly body: string;
}

/** A title is no Markdown: what stands in it is meant as it stands there. */
function said({ what, by, trust, title, body }: Said): readonly string[] {
  const heading = wrapped(`title of the ${what} by ${by}`, trust, 'code', title);
  return body.trim() === '' ? [heading] : [heading, wrapped(`${what} by ${by}`, trust, 'prose', body)];
}

function list(source: string, trust: Trust, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [wrapped(source, trust, 'prose', lines.map((line) => `- ${line}`).join('\n'))];
}

/** Language and tone come from the repository's configuration; they are about words and about nothing else. */
function speech(language: string | null, tone: string | null): readonly string[] {
  return [
    ...(language === null ? [] : [`Write titles and bodies in this language: ${JSON.stringify(language)}.`]),
    ...(tone === null
      ? []
      : [wrapped('The tone that titles and bodies should have', 'maintainer', 'prose', tone)]),
  ];
}

type Trust = 'maintainer' | 'repository' | 'author' | 'anyone';

/** Somebody's text, wrapped; the same text is wrapped in the same way every time. */
export function wrapped(source: string, trust: Trust, form: 'prose' | 'code', text: string): string {
  return untrusted({ source, trust, form, text, nonce: nonceOf(source, text) });
}
