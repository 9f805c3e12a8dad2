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

/** The only GraphQL documents that a reader's client sends: each of them one query. */
export const queries: readonly string[] = [closingIssues];
