import type { RestEndpointMethodTypes } from '@octokit/rest';
import { fullName } from '../find.ts';
import type { TreeEntry } from '../git/objects.ts';
import type { GitHub } from '../github.ts';
import type { Repository } from '../state.ts';

type GotJson = Exclude<
  RestEndpointMethodTypes['repos']['getContent']['response']['data'],
  readonly unknown[]
>;
type FileJson = Extract<GotJson, { type: 'file'; encoding: string }>;

/** Where something was looked up: the path from the root, and what the request called the commit. */
export interface Located {
  readonly github: GitHub;
  readonly repository: Repository;
  readonly path: string;
  readonly ref: string;
}

/** Above a megabyte GitHub leaves the content out. */
const mostInline = 1024 * 1024;

export function contentFileJson(at: Located, entry: TreeEntry, bytes: Buffer) {
  const isSmall = bytes.length <= mostInline;
  return {
    ...contentEntryJson(at, entry),
    type: 'file',
    encoding: isSmall ? 'base64' : 'none',
    content: isSmall ? wrapped(bytes.toString('base64')) : '',
  } satisfies FileJson;
}

/** GitHub breaks base64 after 60 characters and ends it with a newline. */
function wrapped(base64: string) {
  return base64.replaceAll(/.{1,60}/g, '$&\n');
}

/** An entry as directories list it. */
export function contentEntryJson(at: Located, entry: TreeEntry) {
  const { github, repository, path, ref } = at;
  const api = `${github.addresses.api}/repos/${fullName(repository)}`;
  const html = `${github.addresses.html}/${fullName(repository)}`;
  const shown = path.split('/').map(encodeURIComponent).join('/');
  const self = `${api}/contents/${shown}?ref=${encodeURIComponent(ref)}`;
  const isTree = entry.type === 'tree';
  const git = `${api}/git/${isTree ? 'trees' : 'blobs'}/${entry.sha}`;
  const page = `${html}/${isTree ? 'tree' : 'blob'}/${ref}/${shown}`;
  return {
    name: path.split('/').at(-1) ?? '',
    path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url: self,
    html_url: page,
    git_url: git,
    download_url: entry.type === 'blob' ? `${html}/raw/${ref}/${shown}` : null,
    type: contentType(entry),
    _links: { self, git, html: page },
  };
}

function contentType(entry: TreeEntry) {
  if (entry.type === 'tree') return 'dir' as const;
  if (entry.mode === '120000') return 'symlink' as const;
  return entry.mode === '160000' ? ('submodule' as const) : ('file' as const);
}
