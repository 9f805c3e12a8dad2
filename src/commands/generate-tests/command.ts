import type { Reply } from '../../core/effect.ts';
import { userFailure } from '../../core/failure.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import type { Subject } from '../../core/subject.ts';
import { generateTests as generate } from '../../engines/tests/generate.ts';
import { closedPull, movingHead } from '../../text/generate-tests.ts';
import type { Command, Task } from '../command.ts';
import { type Goal, Wish } from './arguments.ts';
import { freeBranch } from './branch.ts';
import { gather } from './gather.ts';
import { replyOf } from './reply.ts';

export const generateTests: Command<Wish> = {
  head: {
    name: 'generate-tests',
    summary:
      'Writes unit tests for what the pull request changes, or for the paths or symbols that are named, runs them, and shows those that ' +
      'prove something. On a line it means the function there. `--commit` commits them to the branch, and `--pr` opens a draft pull ' +
      'request with them on top of it, for people with write permission.',
    usage: '/generate-tests [path or symbol ...] [--framework NAME] [--commit | --pr]',
    subjects: ['thread', 'pull'],
    lane: 'long',
    args: Wish,
    takes: 'words',
    button: { label: 'Generate tests', description: 'Write and run tests for this change' },
    on: [
      { on: 'commented', needs: 'author', again: true, waits: false },
      { on: 'check-action', needs: 'author', again: true, waits: false },
    ],
    endsOn: ['pull-closed'],
    shows: 'status',
  },
  wants: ({ pull }) => ({ is: pull === undefined ? 'silent' : 'yes' }),
  run,
};

/** Tests for a head that moved meanwhile are written once more; a head that goes on moving is left alone. */
async function run(task: Task<Wish>): Promise<Reply> {
  await demandRights(task);
  for (let attempts = 0; attempts < 2; attempts += 1) {
    const pull = await readPull(task);
    if (pull.state !== 'open') return said(closedPull);
    const reply = await attempt(pull, task);
    const { head } = await readPull(task);
    if (head.sha === pull.head.sha) return reply;
  }
  return said(movingHead);
}

async function attempt(pull: PullRequest, task: Task<Wish>): Promise<Reply> {
  await using gathered = await gather(pull, task);
  const generated = await generate(gathered.request, gathered.parts);
  const { subject, cause, forge } = task;
  const branch = await freeBranch(pull, forge);
  return replyOf(generated, { subject, cause, pull, branch, goal: task.args.goal });
}

/** Tests may be asked for by more people than may have them committed. */
async function demandRights(task: Task<Wish>): Promise<void> {
  const { args, cause, hasModel } = task;
  if (!hasModel) throw userFailure({ is: 'no-model' });
  const option = options[args.goal];
  if (option === null || cause.kind !== 'delivery') return;
  if (await task.mayWrite(cause.sender)) return;
  throw userFailure({
    is: 'needs-permission',
    command: `generate-tests ${option}`,
    needs: 'write',
    login: cause.sender.login,
  });
}

/** What asks for each, where that takes more than asking for tests does. */
const options: Readonly<Record<Goal, string | null>> = { comment: null, commit: '--commit', pull: '--pr' };

function said(note: string): Reply {
  return { effects: [], next: { kind: 'done', note } };
}

function readPull({ forge, subject }: Task<Wish>): Promise<PullRequest> {
  return forge.pull(pullOf(subject).number);
}

function pullOf(subject: Subject) {
  if (subject.kind === 'pull' || subject.kind === 'thread') return subject.ref;
  throw new TypeError(
    `generate-tests was given a ${subject.kind}; its head admits pull requests and threads only`,
  );
}
