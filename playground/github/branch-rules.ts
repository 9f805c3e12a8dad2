import type { Repository } from './state.ts';

/** What a repository demands of branches: by a ruleset, or by the older protection of branches. */
export interface BranchRules {
  readonly kind: 'ruleset' | 'protection';
  /** A name, in which `*` stands for any characters. */
  readonly branches: string;
  readonly rules: readonly BranchRule[];
}

export type BranchRule =
  | { readonly type: 'creation' | 'pull_request' | 'required_signatures' }
  | { readonly type: 'required_status_checks'; readonly checks: readonly RequiredCheck[] };

export interface RequiredCheck {
  readonly context: string;
  /** The App that has to say so; any without it. */
  readonly appId?: number;
}

/** The rules for a branch, whether it is there or not. */
export function rulesOf(
  repository: Repository,
  branch: string,
  kind: BranchRules['kind'],
): readonly BranchRule[] {
  return repository.rules
    .filter((one) => one.kind === kind && fits(branch, one.branches))
    .flatMap(({ rules }) => rules);
}

/** A push as rules see it. */
export interface RuledPush {
  readonly branch: string;
  readonly isNew: boolean;
  /** Whether GitHub vouches for the new commits. */
  readonly isSigned: boolean;
}

/** GitHub's words where the rules refuse a push; undefined where they let it pass. */
export function violation(repository: Repository, push: RuledPush): string | undefined {
  const [ruled, protection] = (['ruleset', 'protection'] as const).map((kind) =>
    rulesOf(repository, push.branch, kind).flatMap((rule) => brokenBy(rule, push)),
  );
  if (ruled !== undefined && ruled.length > 0)
    return `Repository rule violations found\n\n${ruled.join('\n')}\n\n`;
  if (protection === undefined || protection.length === 0) return undefined;
  return `Protected branch update failed for refs/heads/${push.branch}.\n\n${protection.join('\n')}`;
}

function brokenBy({ type }: BranchRule, { isNew, isSigned }: RuledPush): readonly string[] {
  switch (type) {
    case 'creation':
      return isNew ? ['Cannot create ref due to creations being restricted.'] : [];
    case 'pull_request':
      return isNew ? [] : ['Changes must be made through a pull request.'];
    case 'required_signatures':
      return isSigned ? [] : ['Commits must have verified signatures.'];
    case 'required_status_checks':
      return [];
  }
}

function fits(branch: string, pattern: string) {
  const parts = pattern.split('*').map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('.*')}$`).test(branch);
}
