import { identityOf } from '../accounts.ts';
import { violation } from '../branch-rules.ts';
import { actorOf } from '../authenticate.ts';
import { moveBranch } from '../changes/pushes.ts';
import { mayTouchWorkflows } from '../changes/workflows.ts';
import { findRepository, fullName, gitDirectory } from '../find.ts';
import { writeCommit, type Content } from '../git/commit.ts';
import { resolveCommit } from '../git/refs.ts';
import { entryAt } from '../git/objects.ts';
import { nodeId, parseNodeId } from '../node-id.ts';
import type { Repository } from '../state.ts';
import { canSee, checkMay, type Context } from './access.ts';
import { refuseField } from './refuse.ts';

interface CommitInput {
  readonly clientMutationId?: string | null;
  readonly branch: {
    readonly id?: string | null;
    readonly repositoryNameWithOwner?: string | null;
    readonly branchName?: string | null;
  };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string | null };
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions?: readonly { readonly path: string }[];
  } | null;
}

/** Commits to a branch that is still where the caller thinks it is; the App is the author. */
export async function createCommitOnBranch(context: Context, input: CommitInput) {
  const { github, caller } = context;
  const { repository, branch } = branchOf(context, input.branch);
  checkMay(context, repository, { permissions: { contents: 'write' }, role: 'write' });
  const directory = gitDirectory(github, repository);
  const tip = await resolveCommit(directory, `refs/heads/${branch}`);
  if (tip === undefined) return refuseField('NOT_FOUND', `No branch named \`${branch}\` could be found.`);
  if (tip !== input.expectedHeadOid) return refuseStale(input.expectedHeadOid);
  refuseWorkflowFiles(context, input);
  refuseByRules(repository, branch);
  const actor = actorOf(github, caller);
  const sha = await writeCommit(directory, {
    parent: tip,
    files: await changedFiles(directory, tip, input),
    message: [input.message.headline, input.message.body ?? ''].filter((part) => part !== '').join('\n\n'),
    author: identityOf(actor.account),
    when: github.clock.now(),
  });
  const isMoved = await moveBranch(actor, repository, { branch, from: tip, to: sha });
  if (!isMoved) refuseStale(input.expectedHeadOid);
  return payload(context, repository, {
    sha,
    branch,
    message: input.message,
    id: input.clientMutationId ?? null,
  });
}

/** The branch by its own id, or by the names of repository and branch. */
function branchOf(context: Context, wanted: CommitInput['branch']) {
  const { repository, ref } = namedBranch(context, wanted);
  const branch = ref.replace(/^refs\/heads\//, '');
  if (repository && canSee(context.caller, repository)) return { repository, branch };
  const name = wanted.repositoryNameWithOwner ?? wanted.id ?? '';
  return refuseField('NOT_FOUND', `Could not resolve to a Repository with the name '${name}'.`);
}

function namedBranch({ github: { state } }: Context, wanted: CommitInput['branch']) {
  const { id, repositoryNameWithOwner: name, branchName } = wanted;
  const byId = parseNodeId(id ?? '');
  if (byId?.kind !== 'ref') return { repository: findRepository(state, name ?? ''), ref: branchName ?? '' };
  const [repositoryId, ref = ''] = byId.id.split(/\.(.*)/s);
  return { repository: state.repositories.get(Number(repositoryId)), ref };
}

function refuseStale(expected: string): never {
  // The two blanks are GitHub's.
  return refuseField(
    'STALE_DATA',
    `Expected branch to point to "${expected}" but it did not.  Pull and try again.`,
  );
}

function refuseWorkflowFiles(context: Context, { fileChanges }: CommitInput) {
  const paths = [...(fileChanges?.additions ?? []), ...(fileChanges?.deletions ?? [])].map(
    ({ path }) => path,
  );
  if (mayTouchWorkflows(context.caller) || !paths.some((path) => path.startsWith('.github/workflows/')))
    return;
  refuseField('FORBIDDEN', 'Resource not accessible by integration');
}

/** GitHub signs what is committed in this way. */
function refuseByRules(repository: Repository, branch: string) {
  if (repository.isArchived) refuseField('FORBIDDEN', 'Repository was archived so is read-only.');
  const fault = violation(repository, { branch, isNew: false, isSigned: true });
  if (fault !== undefined) refuseField('UNPROCESSABLE', fault);
}

/** A changed file keeps its mode; a new one is an ordinary file. */
async function changedFiles(directory: string, tip: string, { fileChanges }: CommitInput) {
  const files: Record<string, Content> = {};
  for (const { path } of fileChanges?.deletions ?? []) {
    if (!(await entryAt(directory, tip, path))) {
      refuseField(
        'NOT_FOUND',
        `A path was requested for deletion which does not exist as of commit oid \`${tip}\``,
      );
    }
    files[path] = null;
  }
  for (const { path, contents } of fileChanges?.additions ?? []) {
    const known = await entryAt(directory, tip, path);
    const mode = known?.type === 'blob' ? known.mode : '100644';
    files[path] = { content: Buffer.from(contents, 'base64'), mode };
  }
  return files;
}

function payload(
  { github }: Context,
  repository: Repository,
  made: { sha: string; branch: string; message: CommitInput['message']; id: string | null },
) {
  const path = `/${fullName(repository)}/commit/${made.sha}`;
  const commit = {
    __typename: 'Commit',
    id: nodeId('commit', `${repository.id}.${made.sha}`),
    oid: made.sha,
    abbreviatedOid: made.sha.slice(0, 7),
    messageHeadline: made.message.headline,
    messageBody: made.message.body ?? '',
    url: github.addresses.html + path,
    resourcePath: path,
  };
  const ref = `refs/heads/${made.branch}`;
  return {
    clientMutationId: made.id,
    commit,
    ref: {
      id: nodeId('ref', `${repository.id}.${ref}`),
      name: made.branch,
      prefix: 'refs/heads/',
      target: commit,
    },
  };
}
