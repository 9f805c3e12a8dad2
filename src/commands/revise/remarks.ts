import { z } from 'zod';
import { proseLines } from '../../core/prose.ts';
import { Account } from '../../core/pull-request.ts';
import type { Thread, ThreadComment } from '../../ports/forge.ts';
import type { Scene } from './own-pull.ts';

const Said = z
  .object({ id: z.int(), by: Account, text: z.string(), isTrusted: z.boolean(), isOurs: z.boolean() })
  .readonly();

/** What people who may write have said and nobody has answered yet. */
export const DueRemarks = z
  .object({
    threads: z
      .array(
        z
          .object({
            id: z.int(),
            path: z.string(),
            line: z.int().nullable(),
            comments: z.array(Said).readonly(),
          })
          .readonly(),
      )
      .readonly(),
    /** Bodies of reviews, and comments that name the command; `anchor` is where they stand on the page. */
    words: z.array(z.object({ anchor: z.string(), by: Account, text: z.string() }).readonly()).readonly(),
  })
  .readonly();
export type DueRemarks = z.infer<typeof DueRemarks>;
export type DueThread = DueRemarks['threads'][number];
export type DueWords = DueRemarks['words'][number];

/** All of it, as it stands now. */
export async function dueRemarks(scene: Scene): Promise<DueRemarks> {
  const { pull, task } = scene;
  const threads = await task.forge.threads(pull.ref.number);
  const due = await Promise.all(threads.map((thread) => dueIn(thread, scene)));
  return { threads: due.flatMap((thread) => thread ?? []), words: await dueWords(scene) };
}

/** Null where the last word that counts is ours. Our own findings are talked about in their threads, unless this is asked for there. */
async function dueIn(thread: Thread, { task }: Scene): Promise<DueThread | null> {
  const { rootCommentId: id, path, line, comments, isResolved } = thread;
  if (isResolved) return null;
  const isFinding = comments[0]?.isOurs === true;
  const said = await Promise.all(comments.map((comment) => saidIn(comment, task)));
  const isDue = unanswered(said).some(({ text }) => !isFinding || namesRevise(text));
  return isDue ? { id, path, line, comments: said } : null;
}

async function saidIn(
  { id, author, body, isOurs }: ThreadComment,
  task: Scene['task'],
): Promise<z.infer<typeof Said>> {
  return { id, by: author, text: body, isOurs, isTrusted: !isOurs && (await task.mayWrite(author)) };
}

/** What was said since we last spoke, by those who may instruct: nobody else's word makes it due, or covers it up. */
export function unanswered(comments: DueThread['comments']): DueThread['comments'] {
  const last = comments.findLastIndex(({ isOurs }) => isOurs);
  return comments.slice(last + 1).filter(({ isTrusted }) => isTrusted);
}

async function dueWords(scene: Scene): Promise<readonly DueWords[]> {
  const { pull, task, remarks } = scene;
  const reviews = (await task.forge.reviews(pull.ref.number)).filter(
    ({ state }) => state === 'changes-requested' || state === 'commented',
  );
  const asking = remarks.filter(({ isOurs, body }) => !isOurs && namesRevise(body));
  const all = [
    ...reviews.map(({ id, author, body }) => ({
      anchor: `pullrequestreview-${id}`,
      by: author,
      text: body.trim(),
    })),
    ...asking.map(({ id, author, body }) => ({
      anchor: `issuecomment-${id}`,
      by: author,
      text: withoutName(body),
    })),
  ];
  const answered = answeredIn(scene);
  const due = [];
  for (const words of all)
    if (words.text !== '' && !answered.has(words.anchor) && (await task.mayWrite(words.by))) due.push(words);
  return due;
}

/** What our answers on the conversation link to, each at the beginning of a line of its own. */
function answeredIn({ remarks }: Scene): ReadonlySet<string> {
  const ours = remarks.flatMap(({ isOurs, body }) => (isOurs ? [body] : []));
  const links = ours.flatMap((body) => [...body.matchAll(/^On \[[^\]]*\]\(#([\w-]+)\):/gm)]);
  return new Set(links.map(([, anchor = '']) => anchor));
}

const name = /^ {0,3}(?:\/|@[\w-]+(?:\[bot\])?[\s:,]+\/?)revise\b/i;

/** Whether a line asks for the command: no quote, and no code. */
function namesRevise(text: string): boolean {
  return proseLines(text).some((line) => name.test(line));
}

function withoutName(text: string): string {
  return text.replace(new RegExp(name.source, 'gim'), '').trim();
}
