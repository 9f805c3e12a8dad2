import { actionRoutes } from './actions.ts';
import { appRoutes } from './app.ts';
import { assigneeRoutes } from './assignees.ts';
import { branchRoutes } from './branches.ts';
import { checkRoutes } from './checks.ts';
import { commitRoutes } from './commits.ts';
import { contentRoutes } from './contents.ts';
import { gitDataRoutes } from './git-data.ts';
import { graphqlRoutes } from './graphql.ts';
import { hookRoutes } from './hooks.ts';
import { issueRoutes } from './issues.ts';
import { labelRoutes } from './labels.ts';
import { pullRoutes } from './pulls.ts';
import { reactionRoutes } from './reactions.ts';
import { repositoryRoutes } from './repositories.ts';
import { reviewRoutes } from './reviews.ts';
import { reviewerRoutes } from './reviewers.ts';
import { userRoutes } from './users.ts';

/** Every route, family by family. */
export const routeTables = [
  appRoutes,
  hookRoutes,
  repositoryRoutes,
  userRoutes,
  pullRoutes,
  reviewRoutes,
  reviewerRoutes,
  issueRoutes,
  labelRoutes,
  assigneeRoutes,
  reactionRoutes,
  checkRoutes,
  actionRoutes,
  contentRoutes,
  commitRoutes,
  branchRoutes,
  gitDataRoutes,
  graphqlRoutes,
] as const;
