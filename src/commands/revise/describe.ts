import type { Effect } from '../../core/effect.ts';
import { draftBody, draftTitle } from '../../text/implement.ts';
import { home } from '../../text/revise.ts';
import type { Scene } from './own-pull.ts';
import type { Told } from './round.ts';

/** The pull request described anew, where that says something else; what people have written into it stays as it is. */
export async function described(told: Told, scene: Scene): Promise<readonly Effect[]> {
  const { pull, task } = scene;
  const last = await lastDescription(scene);
  if (last === null || !isSame(last.body, pull.body)) return [];
  const [issue] = await task.forge.linkedIssues(pull.ref.number);
  const closes = issue?.ref.number ?? null;
  const title = isSame(last.title, pull.title) ? draftTitle(told) : pull.title;
  const body = draftBody(told, closes, home);
  return [{ kind: 'describe', pull: pull.ref, title, body, closes: closes === null ? [] : [closes] }];
}

type Description = Pick<Extract<Effect, { kind: 'draft-pull' }>, 'title' | 'body'>;

/** As we wrote it last; null where that is not known any more. */
async function lastDescription({ task, key }: Scene): Promise<Description | null> {
  if (key === null) return null;
  const [opened, since] = await Promise.all([task.memory.made(key), task.memory.earlier()]);
  const ours = [...opened, ...since].flatMap((effect) =>
    effect.kind === 'draft-pull' || effect.kind === 'describe' ? [effect] : [],
  );
  return ours.at(-1) ?? null;
}

/** By letters and digits alone: the way out changes signs, and the mark at the end is hidden. */
function isSame(one: string, other: string): boolean {
  return lettersIn(one) === lettersIn(other);
}

function lettersIn(text: string): string {
  return text.replace(/<!--.*?-->/g, '').replace(/[^\p{L}\p{N}]/gu, '');
}
