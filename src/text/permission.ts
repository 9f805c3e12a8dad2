/** Who has what a command's way in needs; `needs` is one of core/command.ts. */
export function whoMay(needs: string): string {
  return people.get(needs) ?? `people with ${needs} permission`;
}

const people: ReadonlyMap<string, string> = new Map([
  ['none', 'everybody'],
  ['read', 'everybody who can see the repository'],
  ['author', "the pull request's author and people with triage permission"],
]);
