import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Octokit } from '@octokit/rest';
import { openSamplePull, startHub, type Hub } from './start-hub.ts';

async function open(hub: Hub) {
  const { alice, pull } = await openSamplePull(hub);
  return { alice, pull, api: await hub.installationApi('alice/app') };
}

const closing = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      closingIssuesReferences(first: 10) {
        nodes { number title body state author { login } repository { nameWithOwner databaseId } }
      }
    }
  }
}`;

interface Closing {
  repository: { pullRequest: { closingIssuesReferences: { nodes: { number: number; title: string }[] } } };
}

async function closingNumbers(api: Octokit, name = 'app') {
  const data = await api.graphql<Closing>(closing, { owner: 'alice', name, number: 1 });
  return data.repository.pullRequest.closingIssuesReferences.nodes.map((node) => node.number);
}

/** What GitHub answers beside the data: the type and words of each error. */
function failsWith(type: string, message: string) {
  return (error: { errors: { type: string; message: string }[] }) => {
    assert.deepEqual(
      error.errors.map((one) => [one.type, one.message]),
      [[type, message]],
    );
    return true;
  };
}

suite('the issues that a pull request closes', () => {
  test('are those it names after a keyword or that are linked, with their texts', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, api } = await open(hub);
    const named = await alice.openIssue('alice/app', { title: 'Too quiet', body: 'Five should shout.' });
    const linked = await alice.openIssue('alice/app', { title: 'Linked' });
    await alice.openIssue('alice/app', { title: 'Only mentioned' });
    await alice.edit(pull, { body: `Fixes: #${named.number}. See #4, and:\n\n\`\`\`\nfixes #4\n\`\`\`\n` });
    alice.linkIssue(pull, linked);
    const data = await api.graphql<Closing>(closing, { owner: 'alice', name: 'app', number: 1 });
    const { id } = hub.github.state.repository('alice/app');
    const repository = { nameWithOwner: 'alice/app', databaseId: id };
    const common = { state: 'OPEN', author: { login: 'alice' }, repository };
    assert.deepEqual(data.repository.pullRequest.closingIssuesReferences.nodes, [
      { number: linked.number, title: 'Linked', body: '', ...common },
      { number: named.number, title: 'Too quiet', body: 'Five should shout.', ...common },
    ]);
  });

  test('are none by keyword when it goes into another branch than the default one', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, api } = await open(hub);
    await alice.openIssue('alice/app', { title: 'Too quiet' });
    await alice.edit(pull, { body: 'Closes #2' });
    assert.deepEqual(await closingNumbers(api), [2]);
    await alice.push('alice/app', 'next', { sha: hub.github.state.pull(pull).base.sha });
    await alice.changeBase(pull, 'next');
    assert.deepEqual(await closingNumbers(api), []);
  });

  const words = ['close', 'Closes', 'closed', 'fix', 'fixes', 'FIXED', 'resolve', 'resolves', 'resolved:'];
  test('follow each of the nine keywords and every way to name an issue', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, api } = await open(hub);
    await alice.openIssue('alice/app', { title: 'Too quiet' });
    const names = ['#2', 'GH-2', 'alice/app#2', `${hub.github.url}/alice/app/issues/2`];
    for (const body of [...words.map((word) => `${word} #2`), ...names.map((name) => `fixes ${name}`)]) {
      await alice.edit(pull, { body });
      assert.deepEqual(await closingNumbers(api), [2], body);
    }
    for (const body of ['prefixes #2', 'fixes#2', 'fixes #22', '`fixes #2`', '<!-- fixes #2 -->']) {
      await alice.edit(pull, { body });
      assert.deepEqual(await closingNumbers(api), [], body);
    }
  });

  test('of a repository out of reach are not found', async (t) => {
    const hub = await startHub(t);
    const { api } = await open(hub);
    await hub.github.as('bob').createRepository('bob/own', { installed: false });
    await assert.rejects(
      api.graphql(closing, { owner: 'bob', name: 'own', number: 1 }),
      failsWith('NOT_FOUND', "Could not resolve to a Repository with the name 'bob/own'."),
    );
    const narrow = await hub.installationApi('alice/app', { permissions: { contents: 'read' } });
    await assert.rejects(
      narrow.graphql(closing, { owner: 'alice', name: 'app', number: 1 }),
      failsWith('FORBIDDEN', 'Resource not accessible by integration'),
    );
  });
});

const threads = `query ($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 1, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          id path line isResolved isOutdated resolvedBy { login }
          comments(first: 10) { nodes { id fullDatabaseId body isMinimized author { login } replyTo { id } } }
        }
      }
    }
  }
}`;

interface Thread {
  readonly id: string;
  readonly isResolved: boolean;
  readonly line: number;
  readonly comments: {
    readonly nodes: { readonly id: string; readonly body: string; readonly isMinimized: boolean }[];
  };
}

interface Threads {
  repository: {
    pullRequest: {
      reviewThreads: {
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string };
        nodes: Thread[];
      };
    };
  };
}

async function threadPage(api: Octokit, after?: string) {
  const data = await api.graphql<Threads>(threads, { owner: 'alice', name: 'app', number: 1, after });
  return data.repository.pullRequest.reviewThreads;
}

suite('review threads', () => {
  test('are listed by pages, resolved and opened again', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, api } = await open(hub);
    const { id } = await alice.reviewComment(pull, { path: 'count.txt', line: 5, body: 'Loud' });
    alice.reply(id, 'Very');
    await alice.reviewComment(pull, { path: 'count.txt', line: 6, body: 'Soft' });
    const first = await threadPage(api);
    assert.deepEqual(
      [first.totalCount, first.pageInfo.hasNextPage, first.nodes[0]?.comments.nodes.map(({ body }) => body)],
      [2, true, ['Loud', 'Very']],
    );
    const second = await threadPage(api, first.pageInfo.endCursor);
    assert.deepEqual([second.nodes[0]?.line, second.pageInfo.hasNextPage], [6, false]);
    const threadId = first.nodes[0]?.id;
    const resolve = `mutation ($input: ResolveReviewThreadInput!) {
      resolveReviewThread(input: $input) { thread { isResolved resolvedBy { login } } }
    }`;
    assert.deepEqual(await api.graphql(resolve, { input: { threadId } }), {
      resolveReviewThread: { thread: { isResolved: true, resolvedBy: { login: 'patchwright' } } },
    });
    const reopen = `mutation ($input: UnresolveReviewThreadInput!) {
      unresolveReviewThread(input: $input) { thread { isResolved } }
    }`;
    await api.graphql(reopen, { input: { threadId } });
    assert.equal((await threadPage(api)).nodes[0]?.isResolved, false);
  });

  test('are resolved by an App only with contents: write, as on GitHub', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await open(hub);
    await alice.reviewComment(pull, { path: 'count.txt', line: 5, body: 'Loud' });
    const narrow = await hub.installationApi('alice/app', {
      permissions: { contents: 'read', issues: 'write', pull_requests: 'write' },
    });
    const [thread] = (await threadPage(narrow)).nodes;
    await assert.rejects(
      narrow.graphql(
        'mutation ($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { id } } }',
        {
          id: thread?.id,
        },
      ),
      failsWith('FORBIDDEN', 'Resource not accessible by integration'),
    );
  });

  test('hide their comments when these are minimized', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, api } = await open(hub);
    await alice.reviewComment(pull, { path: 'count.txt', line: 5, body: 'Loud' });
    const { data: comment } = await api.issues.createComment({
      owner: 'alice',
      repo: 'app',
      issue_number: 1,
      body: 'Old news',
    });
    const [thread] = (await threadPage(api)).nodes;
    const minimize = `mutation ($input: MinimizeCommentInput!) {
      minimizeComment(input: $input) { minimizedComment { isMinimized minimizedReason } }
    }`;
    for (const subjectId of [thread?.comments.nodes[0]?.id, comment.node_id]) {
      assert.deepEqual(await api.graphql(minimize, { input: { subjectId, classifier: 'OUTDATED' } }), {
        minimizeComment: { minimizedComment: { isMinimized: true, minimizedReason: 'outdated' } },
      });
    }
    assert.equal((await threadPage(api)).nodes[0]?.comments.nodes[0]?.isMinimized, true);
  });
});

const commit = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url } }
}`;

/** A commit on the branch of the pull request. */
function input(head: string, more: object) {
  return {
    branch: { repositoryNameWithOwner: 'alice/app', branchName: 'feature' },
    expectedHeadOid: head,
    message: { headline: 'Calm down', body: 'Patchwright-Key: 1' },
    ...more,
  };
}

suite('createCommitOnBranch', () => {
  test('commits as the bot, moves the pull request, keeps modes', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, api } = await open(hub);
    const head = await alice.push('alice/app', 'feature', {
      files: { 'run.sh': { content: 'echo\n', mode: '100755' } },
    });
    const fileChanges = {
      additions: [
        { path: 'run.sh', contents: Buffer.from('echo ho\n').toString('base64') },
        { path: 'new.txt', contents: Buffer.from('new\n').toString('base64') },
      ],
      deletions: [{ path: 'README.md' }],
    };
    const made = await api.graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(commit, {
      input: input(head, { fileChanges }),
    });
    const sha = made.createCommitOnBranch.commit.oid;
    assert.equal(hub.github.state.pull(pull).head.sha, sha);
    const at = { owner: 'alice', repo: 'app' };
    const { data } = await api.git.getTree({ ...at, tree_sha: sha });
    assert.deepEqual(
      data.tree.map((entry) => `${entry.mode} ${entry.path}`),
      ['100644 count.txt', '100644 new.txt', '100755 run.sh'],
    );
    const shown = await api.repos.getCommit({ ...at, ref: sha });
    assert.deepEqual(
      [shown.data.commit.message, shown.data.commit.author?.name],
      ['Calm down\n\nPatchwright-Key: 1', 'patchwright[bot]'],
    );
  });

  test('refuses a branch that has moved', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, api } = await open(hub);
    await alice.push('alice/app', 'feature', { files: { x: 'x' } });
    await assert.rejects(
      api.graphql(commit, { input: input(pull.headSha, {}) }),
      failsWith(
        'STALE_DATA',
        `Expected branch to point to "${pull.headSha}" but it did not.  Pull and try again.`,
      ),
    );
  });

  test('refuses what is not there, and workflows', async (t) => {
    const hub = await startHub(t);
    const { pull, api } = await open(hub);
    await assert.rejects(
      api.graphql(commit, {
        input: input(pull.headSha, { fileChanges: { deletions: [{ path: 'ghost' }] } }),
      }),
      failsWith(
        'NOT_FOUND',
        `A path was requested for deletion which does not exist as of commit oid \`${pull.headSha}\``,
      ),
    );
    const additions = [{ path: '.github/workflows/ci.yml', contents: '' }];
    await assert.rejects(
      api.graphql(commit, { input: input(pull.headSha, { fileChanges: { additions } }) }),
      failsWith('FORBIDDEN', 'Resource not accessible by integration'),
    );
  });
});

function asking(length: string) {
  const list = `reviewThreads${length} { totalCount }`;
  return `{ repository(owner: "alice", name: "app") { pullRequest(number: 1) { ${list} } } }`;
}

test('a list without its length, or too long a one, is refused', async (t) => {
  const hub = await startHub(t);
  const { api } = await open(hub);
  await assert.rejects(
    api.graphql(asking('')),
    failsWith(
      'MISSING_PAGINATION_BOUNDARIES',
      'You must provide a `first` or `last` value to properly paginate the `reviewThreads` connection.',
    ),
  );
  await assert.rejects(
    api.graphql(asking('(first: 101)')),
    failsWith(
      'EXCESSIVE_PAGINATION',
      'Requesting 101 records on the `reviewThreads` connection exceeds the `first` limit of 100 records.',
    ),
  );
});

test('a field that the local GitHub does not know is an error, not a silent null', async (t) => {
  const hub = await startHub(t);
  const { api } = await open(hub);
  await assert.rejects(
    api.graphql('{ repository(owner: "alice", name: "app") { pullRequest(number: 1) { reviewDecision } } }'),
    /The local GitHub does not know PullRequest\.reviewDecision\./,
  );
});
