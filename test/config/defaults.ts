import {
  noLeeway,
  type ReadConfig,
  readRepositoryConfig,
  type RepositoryConfig,
} from '../../src/config/repository.ts';
import { noBudgets } from '../../src/core/budget.ts';

/** What a repository has that says nothing. */
export const defaults: RepositoryConfig = {
  review: {
    enabled: true,
    on: { open: true, push: true, ready: true },
    drafts: false,
    bots: false,
    only: null,
    skip: { authors: [], labels: [], titles: [], branches: [] },
    ignore: [],
    effort: 'auto',
    severity: 'low',
    confidence: 0.6,
    comments: 10,
    suggestions: true,
    resolve: true,
    instructions: [],
    guidance: [],
    tone: null,
    language: null,
    requestChanges: 'never',
    gate: 'never',
    analyzers: {
      secrets: true,
      weaknesses: true,
      syntax: true,
      names: true,
      dependencies: true,
      types: true,
      linters: true,
    },
  },
  implement: {
    label: 'patchwright',
    assignee: null,
    permission: 'write',
    branch: 'patchwright/issue-{number}-{slug}',
    base: null,
    allow: [],
    reviewer: true,
    coAuthor: true,
    followUp: true,
    attempts: 3,
  },
  models: { fast: [], strong: [] },
  budgets: noBudgets,
  commands: { install: null, build: null, test: null, lint: null, types: null },
  setup: { scripts: false },
};

/** The defaults but for some keys of `review`. */
export function config(review: Partial<RepositoryConfig['review']>): RepositoryConfig {
  return { ...defaults, review: { ...defaults.review, ...review } };
}

export function read(text: string | undefined): ReadConfig {
  return readRepositoryConfig(text, noLeeway);
}
