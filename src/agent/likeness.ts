/** The text without what differs from run to run of the same thing: times, dates, process ids, addresses in memory. */
export function likeness(text: string): string {
  return passing.reduce((rest, pattern) => rest.replace(pattern, '#'), text);
}

const passing = [
  /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?/g,
  /\b\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?\b/g,
  /\b\d+(?:\.\d+)?\s?(?:ns|µs|us|ms|s|sec|secs|seconds?|minutes?)\b/g,
  /\b(?:pid|process|PID)\s*[:=#]?\s*\d+/g,
  /(?<=^\S*\w)\[\d+\](?=:)/gm,
  /\b0x[0-9a-f]{6,}\b/gi,
  // The nonce of a wrapped text follows from the text, times and all.
  /(?<=<\/?untrusted-)[0-9a-f]+/g,
];

/** The same for inputs that mean the same: JSON without its layout, keys in order. What is no JSON is compared as it is. */
export function inputLikeness(input: string): string {
  try {
    return likeness(JSON.stringify(JSON.parse(input), sortedKeys));
  } catch {
    return likeness(input);
  }
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
