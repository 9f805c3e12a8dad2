/** Issues that a pull request closes, by keyword or side bar. GitHub shows ten in its own list; more than fifty help nobody. */
export const closingIssues = `query ClosingIssues($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      closingIssuesReferences(first: 50) {
        nodes {
          number
          title
          body
          repository { databaseId name owner { login } }
          author {
            __typename
            login
            ... on User { databaseId }
            ... on Bot { databaseId }
            ... on Mannequin { databaseId }
            ... on Organization { databaseId }
          }
        }
      }
    }
  }
}`;

/**
 * Review threads, fifty a page, oldest first, each with its root and its last hundred comments. Ids of comments have outgrown
 * GraphQL's integers and stand whole in `fullDatabaseId`.
 */
export const reviewThreads = `query ReviewThreads($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviewThreads(first: 50, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id
          path
          line
          startLine
          diffSide
          isResolved
          resolvedBy { login }
          root: comments(first: 1) { nodes { ...Said } }
          latest: comments(last: 100) { nodes { ...Said } }
        }
      }
    }
  }
}
fragment Said on PullRequestReviewComment {
  fullDatabaseId
  body
  author {
    __typename
    login
    ... on User { databaseId }
    ... on Bot { databaseId }
    ... on Mannequin { databaseId }
    ... on Organization { databaseId }
  }
}`;

/**
 * An issue, or the conversation of a pull request. REST says nothing of when the text was written last: `lastEditedAt` is that of the
 * body, and the last renaming that of the title.
 */
export const conversation = `query Conversation($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    issueOrPullRequest(number: $number) {
      __typename
      ... on Issue {
        number
        title
        timelineItems(last: 1, itemTypes: [RENAMED_TITLE_EVENT]) {
          nodes { ... on RenamedTitleEvent { createdAt } }
        }
      }
      ... on PullRequest {
        number
        title
        timelineItems(last: 1, itemTypes: [RENAMED_TITLE_EVENT]) {
          nodes { ... on RenamedTitleEvent { createdAt } }
        }
      }
      ... on Comment {
        body
        createdAt
        lastEditedAt
        author {
          __typename
          login
          ... on User { databaseId }
          ... on Bot { databaseId }
          ... on Mannequin { databaseId }
          ... on Organization { databaseId }
        }
      }
      ... on Closable { closed }
      ... on Lockable { locked }
      ... on Labelable { labels(first: 100) { nodes { name } } }
      ... on Assignable { assignees(first: 20) { nodes { login } } }
    }
  }
}`;

/** Pull requests that close an issue, by keyword or side bar, also those that are closed themselves. */
export const closingPulls = `query ClosingPulls($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    issue(number: $number) {
      closedByPullRequestsReferences(first: 50, includeClosedPrs: true) {
        nodes {
          number
          title
          body
          state
          repository { databaseId name owner { login } }
          author {
            __typename
            login
            ... on User { databaseId }
            ... on Bot { databaseId }
            ... on Mannequin { databaseId }
            ... on Organization { databaseId }
          }
        }
      }
    }
  }
}`;

/** The only GraphQL documents that a reader's client sends: each of them one query. */
export const queries: readonly string[] = [closingIssues, closingPulls, conversation, reviewThreads];
