/** Why a file is never changed by a fix, as the end of a sentence about it; undefined where it may be. */
export function guardOf(path: string): string | undefined {
  return guards.find(([paths]) => paths.test(path))?.[1];
}

/** What runs with the repository's secrets, decides who reviews, what is installed, or what agents are told. */
const guards: readonly (readonly [RegExp, string])[] = [
  [/^\.github\/(?:workflows|actions)\//i, 'it is part of a workflow'],
  [/^(?:\.gitlab-ci\.ya?ml|\.circleci\/.*|azure-pipelines\.ya?ml|Jenkinsfile)$/i, 'it is part of a workflow'],
  [/(?:^|\/)CODEOWNERS$/i, 'it says who owns the code'],
  [
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|uv\.lock|poetry\.lock|Pipfile\.lock|Cargo\.lock|go\.sum|Gemfile\.lock|composer\.lock|[^/]+\.lockfile)$/i,
    'it is a lockfile, which only its package manager should write',
  ],
  [
    /(?:^|\/)(?:AGENTS|CLAUDE|GEMINI|REVIEW|SKILL)\.md$|^\.github\/(?:copilot-instructions\.md|instructions\/.*|patchwright\.yml)$|(?:^|\/)\.(?:cursor|gemini|claude|codex)\/|(?:^|\/)\.(?:cursorrules|windsurfrules)$/i,
    'it instructs agents',
  ],
  [
    /(?:^|\/)\.(?:npmrc|yarnrc(?:\.yml)?|gitmodules|gitattributes|husky\/.*)$/i,
    'it decides what is run or fetched',
  ],
];
