import { stripHidden } from './hidden-markup.ts';
import { visible, withoutHiddenCharacters } from './hidden-text.ts';

/** Who may have written a text, from most to least trusted. None of them may give the model orders. */
type Trust = 'maintainer' | 'repository' | 'author' | 'anyone';

interface Untrusted {
  /** Where the text comes from, in a few words: `issue #12`, `src/app.ts`. */
  readonly source: string;
  readonly trust: Trust;
  /** `prose` is Markdown and loses what a person would not see; `code` keeps every visible character. */
  readonly form: 'prose' | 'code';
  readonly text: string;
  /** Letters and digits, at least eight, that the text's author could not foresee. */
  readonly nonce: string;
}

/**
 * The one way into a prompt for text that others wrote: hidden things stripped or made visible, line numbers kept, and
 * wrapped in a delimiter that the text can neither close nor imitate.
 */
export function untrusted({ source, trust, form, text, nonce }: Untrusted): string {
  if (!/^[A-Za-z0-9]{8,}$/.test(nonce)) throw new Error('A nonce is at least eight letters and digits');
  const clean = form === 'prose' ? stripHidden(text) : visible(text);
  const name = JSON.stringify(
    harmless(withoutHiddenCharacters(source).replace(/\s+/g, ' ').slice(0, 200), nonce),
  );
  return `<untrusted-${nonce} source=${name} trust="${trust}">\n${harmless(clean, nonce)}\n</untrusted-${nonce}>`;
}

/** Takes a delimiter's angle and the nonce out of a text. */
function harmless(text: string, nonce: string): string {
  return text.replace(/<(?=\s*\/?\s*untrusted)/gi, '‹').replaceAll(new RegExp(nonce, 'gi'), '…');
}
