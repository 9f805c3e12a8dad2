import { notFound } from '../answer.ts';
import { numberOf, type RepositoryCall } from '../call.ts';
import { findIssue } from '../find.ts';
import type { Issue, Pull } from '../state.ts';

/** The issue or pull request that a path names. */
export function issueIn(call: RepositoryCall): Issue | Pull {
  return findIssue(call.github.state, call.repository, numberOf(call, 'issue_number')) ?? notFound();
}
