/** The id, if it is one: forty hexadecimal digits. Anything else must never reach git's command line. */
export function checkedSha(text: string): string {
  if (!/^[0-9a-f]{40}$/.test(text)) throw new TypeError(`not a commit id: ${JSON.stringify(text)}`);
  return text;
}
