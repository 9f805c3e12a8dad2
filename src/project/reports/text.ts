/** What JSON says; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Each line of a text that is not empty, one at a time: reports of many lines are long. */
export function* linesOf(text: string): Generator<string, undefined> {
  let start = 0;
  while (start < text.length) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    const line = text.slice(start, end).replace(/\r$/, '');
    if (line !== '') yield line;
    start = end + 1;
  }
  return undefined;
}
