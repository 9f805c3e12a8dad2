/**
 * What a command printed, without what differs from run to run of the same thing: how long it took, when it began, under which number it
 * ran. Only where tools are known to print such figures: dates and durations may be what a project is about.
 */
export function steady(text: string): string {
  return passing.reduce((rest, pattern) => rest.replace(pattern, ''), text);
}

const passing: readonly RegExp[] = [
  // Runners put the time of a test in brackets at the end of its line.
  /[ \t]*[([]\d+(?:\.\d+)?\s?m?s[)\]](?=[ \t]*$)/gm,
  /^[ \t#]*duration_ms:? [\d.]+[ \t]*\n?/gm,
  /^[ \t]*(?:Duration\b|Start at\b|Time:|Ran all test suites\b|Finished in\b).*\n?/gm,
  /[ \t]*# time=[\d.]+m?s/g,
  /(?<=\b(?:passed|failed|passing|tests?)\b.{0,40}) in \d+(?:\.\d+)?m?s\b/g,
  /(?<=\(node):\d+(?=\))/g,
  /\b0x[0-9a-f]{8,}\b/gi,
  // Where a failure came from is in the frames of the project; those of Node change with its version.
  /^[ \t]*at .*(?:\(node:|node:internal|async_hooks).*\n?/gm,
];
