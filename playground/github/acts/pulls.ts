import type { Actor } from '../call.ts';
import { editIssue } from '../changes/edit-issue.ts';
import { changeBase, mergePull, openPull, setDraft } from '../changes/pulls.ts';
import type { Pull } from '../state.ts';
import { issueNamed, pullNamed, repositoryNamed, subjectOf, type Subject } from './named.ts';

export interface PullOptions {
  /** A branch, or `owner:branch` of a fork. */
  readonly head: string;
  /** The default branch without it. */
  readonly base?: string;
  readonly title?: string;
  readonly body?: string;
  readonly draft?: boolean;
  readonly maintainerCanModify?: boolean;
}

export interface OpenedPull extends Subject {
  /** The id of the pull request, as payloads have it. */
  readonly id: number;
  readonly headSha: string;
}

/** The life of a pull request. */
export function pullActs(actor: Actor) {
  function pullOf(subject: Subject): Pull {
    return pullNamed(actor.github, subject);
  }
  return {
    openPull: (repository: string, options: PullOptions) => open(actor, repository, options),
    convertToDraft: (pull: Subject) => setDraft(actor, pullOf(pull), true),
    markReady: (pull: Subject) => setDraft(actor, pullOf(pull), false),
    changeBase: (pull: Subject, branch: string) => changeBase(actor, pullOf(pull), branch),
    async merge(pull: Subject) {
      const sha = await mergePull(actor, pullOf(pull));
      if (sha === undefined) throw new Error(`#${pull.number} of ${pull.repository} cannot be merged.`);
      return sha;
    },
    /** Changes the title or the body of a pull request or issue. */
    edit: (subject: Subject, words: { title?: string; body?: string | null }) =>
      editIssue(actor, issueNamed(actor.github, subject), words),
    close: (subject: Subject, reason: 'completed' | 'not_planned' = 'completed') =>
      editIssue(actor, issueNamed(actor.github, subject), { state: 'closed', reason }),
    reopen: (subject: Subject) => editIssue(actor, issueNamed(actor.github, subject), { state: 'open' }),
    /** Links an issue in the side bar, so that merging closes it. */
    linkIssue(pull: Subject, issue: Subject) {
      pullOf(pull).linkedIssues.push(issueNamed(actor.github, issue).id);
    },
  };
}

async function open(actor: Actor, name: string, options: PullOptions): Promise<OpenedPull> {
  const repository = repositoryNamed(actor.github, name);
  const pull = await openPull(actor, repository, {
    head: options.head,
    base: options.base ?? repository.defaultBranch,
    title: options.title ?? options.head,
    body: options.body ?? null,
    draft: options.draft ?? false,
    maintainerCanModify: options.maintainerCanModify ?? false,
  });
  return { ...subjectOf(actor.github, pull), id: pull.pullId, headSha: pull.head.sha };
}
