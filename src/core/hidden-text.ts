/** Text with each hidden character written out, `\u{202E}`: for diffs and files. Lines stay, and twice is the same as once. */
export function visible(text: string): string {
  return text.replace(hiddenCharacters, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16).toUpperCase()}}`;
  });
}

/** Text without its hidden characters; those that may look like the end of a line become a space. Lines stay. */
export function withoutHiddenCharacters(text: string): string {
  return text.replace(hiddenCharacters, (character) =>
    /[\r\v\f\u0085\u2028\u2029]/.test(character) ? ' ' : '',
  );
}

/**
 * Characters that a reader does not see: controls, zero-width and bidirectional marks, tags, variation selectors, lone
 * surrogates. Free: tab, line ends, an emoji's presentation mark and joiner, and the joiners that scripts need in words.
 */
export const hiddenCharacters = new RegExp(
  String.raw`(?!${readable()})[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}[\p{Cf}--${shownFormat()}]]`,
  'gv',
);

function readable(): string {
  const emoji = String.raw`(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier})`;
  return [
    String.raw`[\t\n]`,
    String.raw`\r(?=\n)`,
    String.raw`${emoji}[\uFE0E\uFE0F]`,
    String.raw`(?<=[0-9#*])\uFE0F(?=\u20E3)`,
    String.raw`(?<=(?:\p{Extended_Pictographic}|\p{Emoji_Modifier})\uFE0F?)\u200D(?=\p{Extended_Pictographic})`,
    String.raw`(?<=${joiningLetter()})[\u200C\u200D](?=${joiningLetter()})`,
  ].join('|');
}

/** Letters of the scripts whose spelling uses joiners (Unicode Standard Annex 31, section 2.3). */
function joiningLetter(): string {
  const scripts = ['Arabic', 'Bengali', 'Devanagari', 'Gujarati', 'Gurmukhi', 'Kannada', 'Khmer'];
  const more = ['Malayalam', 'Mongolian', 'Oriya', 'Sinhala', 'Syriac', 'Tamil', 'Telugu'];
  const either = [...scripts, ...more].map((script) => String.raw`\p{Script=${script}}`).join('');
  return `[[${either}]&&[\\p{L}\\p{M}]]`;
}

/** Format characters that have a shape of their own: number signs and the like (Prepended_Concatenation_Mark). */
function shownFormat(): string {
  return String.raw`[\u{600}-\u{605}\u{6DD}\u{70F}\u{890}\u{891}\u{8E2}\u{110BD}\u{110CD}]`;
}
