/** What ends the HTML block that the line begins, on the same line or a later one; undefined where it begins none. */
export function endOfHtml(line: string, isParagraph: boolean): RegExp | undefined {
  return kinds.find(({ start, interrupts }) => start.test(line) && (interrupts || !isParagraph))?.end;
}

interface Kind {
  readonly start: RegExp;
  readonly end: RegExp;
  /** Whether it may begin in the midst of a paragraph. */
  readonly interrupts: boolean;
}

/** The kinds of HTML blocks of CommonMark 0.31, section 4.6. */
const kinds: readonly Kind[] = [
  {
    start: /^ {0,3}<(?:pre|script|style|textarea)(?=[\s>]|$)/i,
    end: /<\/(?:pre|script|style|textarea)>/i,
    interrupts: true,
  },
  { start: /^ {0,3}<!--/, end: /-->/, interrupts: true },
  { start: /^ {0,3}<\?/, end: /\?>/, interrupts: true },
  { start: /^ {0,3}<!\[CDATA\[/, end: /\]\]>/, interrupts: true },
  { start: /^ {0,3}<![a-z]/i, end: />/, interrupts: true },
  {
    start:
      /^ {0,3}<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=\s|\/?>|$)/i,
    end: /^\s*$/,
    interrupts: true,
  },
  {
    start: /^ {0,3}(?:<[a-z][a-z0-9-]*(?:\s+(?:"[^"]*"|'[^']*'|[^"'<>])*)?\/?>|<\/[a-z][a-z0-9-]*\s*>)\s*$/i,
    end: /^\s*$/,
    interrupts: false,
  },
];
