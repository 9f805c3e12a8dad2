import type { Effect } from '../../core/effect.ts';
import type { Revised } from '../../core/implemented.ts';
import type { Account } from '../../core/pull-request.ts';
import type { Occasion } from '../../engines/implementation/parts.ts';
import { answerOn, remarksTitle, roundText, unansweredText } from '../../text/revise.ts';
import { described } from './describe.ts';
import type { Scene } from './own-pull.ts';
import { DueRemarks, dueRemarks, type DueThread, unanswered } from './remarks.ts';
import { commentOn, commitOf, leftBy, revised, type Round, type Told } from './round.ts';

/** One round for all that was said: a commit where something is to be changed, and an answer to each. */
export async function heedRemarks(scene: Scene): Promise<Round | null> {
  // Whoever has it continued means the same remarks, also after a commit that did a part of it.
  const due = await scene.task.once('remarks', [], DueRemarks, () => dueRemarks(scene));
  if (due.threads.length + due.words.length === 0) return null;
  const came = await revised(occasionOf(due), scene);
  const answers = answersTo(due, came);
  const replies = await repliesTo(due, answers, scene);
  if (came.is === 'nothing') return { effects: replies, left: leftBy(came.ended) };
  return {
    effects: [...(await changesFor(due, came, scene)), ...replies, ...restOf(came, scene)],
    left: leftBy(came.incomplete),
  };
}

/** What stands in no thread is one for the engine, with a number below nought, so that it is answered by itself. */
function occasionOf({ threads, words }: DueRemarks): Occasion {
  return {
    is: 'remarks',
    by: '',
    body: '',
    threads: [
      ...threads.map(({ id, path, line, comments }) => ({
        id,
        path,
        line,
        comments: comments.map(({ by, text, isTrusted, isOurs }) => ({
          by: by.login,
          text,
          isTrusted,
          isOurs,
        })),
      })),
      ...words.map(({ by, text }, index) => ({
        id: -1 - index,
        path: 'the pull request as a whole',
        line: null,
        comments: [{ by: by.login, text, isTrusted: true, isOurs: false }],
      })),
    ],
  };
}

/** By the engine's number of the thread. Nothing stays without an answer: it would be due for ever. */
function answersTo({ threads, words }: DueRemarks, came: Revised): ReadonlyMap<number, string> {
  const ended = came.is === 'nothing' ? came.ended : came.incomplete;
  const isChanged = came.is === 'revised' && came.changes.length > 0;
  const given = new Map(
    came.is === 'nothing' ? [] : came.answers.map(({ thread, text }) => [thread, text] as const),
  );
  const ids = [...threads.map(({ id }) => id), ...words.map((_, index) => -1 - index)];
  return new Map(
    ids.map((id) => [id, given.get(id) ?? unansweredText(ended, { isChanged, isInThread: id >= 0 })]),
  );
}

async function changesFor(due: DueRemarks, told: Told, scene: Scene): Promise<readonly Effect[]> {
  if (told.changes.length === 0) return [];
  const people = peopleIn(due);
  const title = remarksTitle(people.map(({ login }) => login));
  const coAuthor = scene.task.config.implement.coAuthor ? (people[0] ?? null) : null;
  const commit = commitOf(told, scene, { title, coAuthor, merges: null });
  return [commit, ...(await described(told, commit, scene))];
}

function peopleIn({ threads, words }: DueRemarks): readonly Account[] {
  const all = [
    ...words.map(({ by }) => by),
    ...threads.flatMap(({ comments }) => unanswered(comments).map(({ by }) => by)),
  ];
  return [...new Map(all.map((account) => [account.id, account])).values()];
}

async function repliesTo(
  { threads, words }: DueRemarks,
  answers: ReadonlyMap<number, string>,
  scene: Scene,
): Promise<readonly Effect[]> {
  const { pull } = scene;
  const current = await stillSo(threads, scene);
  const inThreads = current.map(({ id }) => {
    return { kind: 'thread-reply', pull: pull.ref, rootCommentId: id, body: answers.get(id) ?? '' } as const;
  });
  const said = words.map(({ anchor, by }, index) =>
    answerOn({ anchor, by: by.login }, answers.get(-1 - index) ?? ''),
  );
  return [...inThreads, ...(said.length === 0 ? [] : [commentOn(scene, said.join('\n\n'))])];
}

/** A thread in which somebody who may has said more meanwhile is answered in the round that has read that. */
async function stillSo(threads: DueRemarks['threads'], { task, pull }: Scene): Promise<readonly DueThread[]> {
  const now = new Map(
    (await task.forge.threads(pull.ref.number)).map((thread) => [thread.rootCommentId, thread]),
  );
  const kept = [];
  for (const thread of threads) {
    const known = new Set(thread.comments.map(({ id }) => id));
    const more = now.get(thread.id)?.comments.filter(({ id, isOurs }) => !isOurs && !known.has(id)) ?? [];
    const counts = await Promise.all(more.map(({ author }) => task.mayWrite(author)));
    if (now.has(thread.id) && !counts.includes(true)) kept.push(thread);
  }
  return kept;
}

/** What no thread is the place for: what was taken out, and what is open. */
function restOf(told: Told, scene: Scene): readonly Effect[] {
  const text = roundText(told);
  return text === '' ? [] : [commentOn(scene, text)];
}
