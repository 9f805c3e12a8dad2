import { codeSpan } from '../core/fence.ts';

/** The title of a commit that has none. */
export const untitled = 'Update files';

/** Names somebody as co-author, by the address that GitHub knows them under. */
export function coAuthorTrailer({ login, id }: { readonly login: string; readonly id: number }): string {
  return `Co-authored-by: ${login} <${id}+${login}@users.noreply.github.com>`;
}

/** Says for whoever commits that they may pass the change on, by the Developer Certificate of Origin. */
export function signOffTrailer({ name, email }: { readonly name: string; readonly email: string }): string {
  return `Signed-off-by: ${name} <${email}>`;
}

/** Why changes were not committed. */
export const uncommitted = {
  secret:
    'What was to be committed held something that looks like a secret of this app, so nothing was committed. Its operator finds more in the log.',
  workflows: (paths: readonly string[]) =>
    `GitHub lets no app change workflows unless it asks for that permission, which Patchwright never does. Change ${paths.map((path) => codeSpan(path)).join(', ')} by hand.`,
  badPath: (path: string) =>
    `No file of a repository can be called ${codeSpan(path)}, so nothing was committed. Ask again; the operator of this app finds more in its log.`,
} as const;
