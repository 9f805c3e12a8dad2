import type { Actor } from '../call.ts';
import { reactionsOf } from '../find.ts';
import { nextId, type Reaction, type ReactionContent, type ReactionSubject } from '../state.ts';

/** Leaves a reaction; the one that is there already is kept, and `isNew` is false. */
export function react(actor: Actor, subject: ReactionSubject, content: ReactionContent) {
  const { state, clock } = actor.github;
  const known = reactionsOf(state, subject).find(
    (one) => one.account.id === actor.account.id && one.content === content,
  );
  if (known) return { reaction: known, isNew: false };
  const reaction: Reaction = {
    id: nextId(state, 'reaction'),
    subject,
    account: actor.account,
    content,
    createdAt: clock.now(),
  };
  state.reactions.set(reaction.id, reaction);
  return { reaction, isNew: true };
}
