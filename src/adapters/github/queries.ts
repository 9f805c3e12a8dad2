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

/** The only GraphQL documents that a reader's client sends: each of them one query. */
export const queries: readonly string[] = [closingIssues, reviewThreads];
