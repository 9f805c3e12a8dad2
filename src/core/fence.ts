/** A fenced code block that its code cannot close. Of the language only the characters of a name are kept. */
export function fence(code: string, language = ''): string {
  const longest = Math.max(2, ...runsIn(code));
  const marks = '`'.repeat(longest + 1);
  const end = code === '' || code.endsWith('\n') ? '' : '\n';
  return `${marks}${language.replace(/[^\w+#.-]/g, '')}\n${code}${end}${marks}`;
}

/** Inline code that shows any text, on one line. `taken` are lengths of back-tick runs in the text around, which must not pair with it. */
export function codeSpan(text: string, taken: ReadonlySet<number> = new Set()): string {
  const line = text.replace(/[\r\n]+/g, ' ') || ' ';
  const unfit = new Set([...runsIn(line), ...taken]);
  let length = 1;
  while (unfit.has(length)) length += 1;
  const marks = '`'.repeat(length);
  const pad = /^`|`$|^ .*[^ ].* $/.test(line) ? ' ' : '';
  return `${marks}${pad}${line}${pad}${marks}`;
}

function runsIn(text: string): readonly number[] {
  return [...new Set(text.match(/`+/g)?.map((run) => run.length))];
}
