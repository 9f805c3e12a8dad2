import type { Change } from '../core/change.ts';
import type { ChangeFacts } from './change-facts.ts';
import type { ChangeFault } from './change-fault.ts';
import { lockfileFaults } from './change-lockfiles.ts';
import { releaseSettings } from './change-release.ts';
import { isNamed } from './change-scratch.ts';

/** What a change touches that decides over others: it may only where the configuration allows it and the issue asks for it. */
export function protectedChanges(
  changes: readonly Change[],
  facts: Omit<ChangeFacts, 'isIgnored'>,
): readonly ChangeFault[] {
  const touched = changes.flatMap(({ path }): readonly ChangeFault[] => {
    const kind = protectedKind(path);
    if (kind === undefined || (facts.isAllowed(path) && isAskedFor(path, kind, facts.issue))) return [];
    return [{ is: 'protected-path', path, line: null, what: kind.name, weight: 'refuse' }];
  });
  return [...touched, ...lockfileFaults(changes, facts), ...releaseSettings(changes, facts)];
}

interface Kind {
  /** Goes on after 'It is'. */
  readonly name: string;
  readonly path: RegExp;
  /** What an issue says that asks for a change of such files. */
  readonly asked: RegExp;
}

function protectedKind(path: string): Kind | undefined {
  return kinds.find((kind) => kind.path.test(path));
}

function isAskedFor(path: string, { asked }: Kind, issue: string): boolean {
  return asked.test(issue) || isNamed(issue, path);
}

const kinds: readonly Kind[] = [
  {
    name: 'the configuration of this app',
    path: /(?:^|\/)\.github\/patchwright\.ya?ml$/i,
    asked: /\bpatchwright\.ya?ml\b/i,
  },
  {
    name: 'a workflow, which runs with the rights of the repository',
    path: /(?:^|\/)(?:\.github\/(?:workflows|actions)\/|\.gitlab-ci[^/]*$|\.gitlab\/|\.circleci\/|\.buildkite\/|\.travis\.ya?ml$|\.drone\.ya?ml$|\.?appveyor\.ya?ml$|azure-pipelines[^/]*$|bitbucket-pipelines\.yml$|Jenkinsfile|\.woodpecker|action\.ya?ml$)/i,
    asked: /\b(?:workflows?|github actions?|CI|continuous integration|pipelines?|travis|circleci|jenkins)\b/i,
  },
  {
    name: 'the list of who must approve what',
    path: /(?:^|\/)CODEOWNERS$/i,
    asked: /\bcode ?owners?\b/i,
  },
  {
    name: 'an instruction to agents',
    path: /(?:^|\/)(?:(?:AGENTS?|CLAUDE|GEMINI|CODEX|QWEN|JULES|WARP|CONVENTIONS)(?:\.[\w-]+)?\.md$|\.(?:cursor|windsurf|clinerules|claude|codex|gemini|openhands|agents?|roo|kiro|amazonq|junie|continue|aider[^/]*)(?:\/|$)|\.(?:cursorrules|windsurfrules|clinerules|goosehints|mcp\.json)$|\.github\/(?:copilot-[^/]*|instructions\/|prompts\/|chatmodes\/|agents\/))/i,
    asked: /\b(?:AGENTS|CLAUDE|GEMINI)\.md\b|\bagent instructions?\b|\bcopilot\b|\bcursor rules?\b/i,
  },
  {
    name: 'a setting of an app or a bot',
    path: /(?:^|\/)\.github\/(?:settings|dependabot|labeler|stale|release|mergify|auto-?merge|probot[^/]*|FUNDING)\.ya?ml$|(?:^|\/)(?:\.?renovate(?:rc)?(?:\.json5?)?|\.mergify\.yml|\.coderabbit\.ya?ml|\.pre-commit-config\.ya?ml|\.snyk)$/i,
    asked: /\b(?:dependabot|renovate|mergify|labeler|funding|pre-commit|coderabbit|snyk)\b/i,
  },
  {
    name: 'a hook, which runs on the machines of others',
    path: /(?:^|\/)(?:\.husky|\.githooks|\.lefthook|git-hooks)\/|(?:^|\/)\.?lefthook[^/]*\.(?:ya?ml|toml|json)$|(?:^|\/)\.lintstagedrc/i,
    asked: /\b(?:git |commit |pre-?commit |pre-?push )?hooks?\b|\bhusky\b|\blefthook\b|\blint-?staged\b/i,
  },
  {
    name: "git's own settings of the repository",
    path: /(?:^|\/)\.git(?:attributes|modules|config)$/,
    asked: /\bgit ?(?:attributes|modules?)\b|\bsubmodules?\b|\bline endings?\b/i,
  },
  {
    name: 'a setting of where packages come from or go to',
    path: /(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pypirc|pip\.conf|\.cargo\/config(?:\.toml)?|nuget\.config|settings\.xml|\.releaserc[^/]*|release\.config\.\w+|\.release-(?:it|please)[^/]*|release-please-config\.json|\.changeset\/config\.json|\.goreleaser[^/]*|\.npmignore|gh-pages\.\w+)$/i,
    asked: /\b(?:npmrc|yarnrc|registry|releas\w+|publish\w*|npmignore|goreleaser|changesets?)\b/i,
  },
  {
    name: 'the licence',
    path: /(?:^|\/)(?:LICEN[CS]E|COPYING|NOTICE)(?:-[\w.]+)?(?:\.(?:md|txt|rst|html))?$/i,
    asked: /\b(?:licen[cs]\w*|copyright|notice)\b/i,
  },
  {
    name: 'a file for secrets',
    path: /(?:^|\/)\.env(?:\.(?!example|sample|template|dist)[\w.-]+)?$|\.(?:pem|key|p12|pfx|jks)$|(?:^|\/)\.netrc$/i,
    asked: /\.env\b|\bcertificates?\b|\.pem\b/i,
  },
  {
    name: 'code of others',
    path: /(?:^|\/)(?:node_modules|vendor|vendored|third[-_]party|\.yarn\/(?:releases|plugins|cache))\//i,
    asked: /\b(?:vendor\w*|third[- ]party|node_modules)\b/i,
  },
];
