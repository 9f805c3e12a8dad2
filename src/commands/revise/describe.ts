import type { Effect } from '../../core/effect.ts';
import type { History } from '../../core/implemented.ts';
import { draftBody, draftTitle, openLines } from '../../text/implement.ts';
import { home, roundLine } from '../../text/revise.ts';
import type { Scene } from './own-pull.ts';
import type { Commit, Told } from './round.ts';

/**
 * The pull request described anew after a round with this commit, where that says something else: what showed what it is about stays for
 * as long as its tests do. What people have written into it stays as it is.
 */
export async function described(told: Told, commit: Commit, scene: Scene): Promise<readonly Effect[]> {
  const { pull, task } = scene;
  const last = await lastDescription(scene);
  if (last === null || !isSame(last.body, pull.body)) return [];
  const [issue] = await task.forge.linkedIssues(pull.ref.number);
  const closes = issue?.ref.number ?? null;
  const title = isSame(last.title, pull.title) ? draftTitle(told) : pull.title;
  const history = goneOn(last, told, commit);
  const verification = { ...told.verification, noReproduction: history.noProof };
  const open = last.history?.open ?? [];
  const body = draftBody({ ...told, verification }, closes, home, { ...history, open });
  return [
    { kind: 'describe', pull: pull.ref, title, body, closes: closes === null ? [] : [closes], history },
  ];
}

/** What has shown in earlier rounds what the pull request is about. */
export async function earlierProofs(scene: Scene): Promise<History['proofs']> {
  return (await lastDescription(scene))?.history?.proofs ?? [];
}

type Description = Pick<Extract<Effect, { kind: 'describe' }>, 'title' | 'body' | 'history'>;

/** As we wrote it last; null where that is not known any more. */
async function lastDescription({ task, key }: Scene): Promise<Description | null> {
  if (key === null) return null;
  const [opened, since] = await Promise.all([task.memory.made(key), task.memory.earlier()]);
  const ours = [...opened, ...since].flatMap((effect) =>
    effect.kind === 'draft-pull' || effect.kind === 'describe' ? [effect] : [],
  );
  return ours.at(-1) ?? null;
}

function goneOn({ history: before, body }: Description, told: Told, { title }: Commit): History {
  const { reproduction, noReproduction, earlier } = told.verification;
  return {
    proofs: reproduction === null ? earlier : [...earlier, reproduction],
    noProof: noReproduction ?? before?.noProof ?? null,
    rounds: [...(before?.rounds ?? []), roundLine(title, told)],
    open: [...new Set([...(before?.open ?? []), ...openLines(told)])],
    opened: before === undefined ? body : before.opened,
  };
}

/** By letters and digits alone: the way out changes signs, and the mark at the end is hidden. */
function isSame(one: string, other: string): boolean {
  return lettersIn(one) === lettersIn(other);
}

function lettersIn(text: string): string {
  return text.replace(/<!--.*?-->/g, '').replace(/[^\p{L}\p{N}]/gu, '');
}
