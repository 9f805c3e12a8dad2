import { z } from 'zod';
import { act } from './act.ts';
import type { Aim, Parts } from './aim.ts';
import { hear } from './hear.ts';
import { actEntries, queryEntries, type Write } from './scribe.ts';
import { Act, Query, type Step } from './step.ts';
import type { Trail } from './trail.ts';
import { unlessAborted } from './unless-aborted.ts';
import type { Keeper } from './workplace.ts';

/** A conversation under way. */
export interface Pursuit<Done> {
  readonly aim: Aim<Done>;
  readonly parts: Parts;
  readonly trail: Trail;
  readonly write: Write;
  readonly keeper: Keeper;
}

/** Asks the model and does what it says; each half is kept, and done again by nobody. */
export async function takeStep<Done>(pursuit: Pursuit<Done>): Promise<Step> {
  const { aim, parts, trail, write } = pursuit;
  parts.signal.throwIfAborted();
  const number = trail.steps.length + 1;
  const name = `${aim.name}/${number}`;
  const query = await parts.once(`${name}/said`, trail.hash(), Query, () => ask(pursuit));
  await write(queryEntries(query, number));
  const step = { ...query, act: await actOnce(`${name}/done`, query, pursuit) };
  await write(actEntries(step));
  return step;
}

async function ask<Done>({ aim, parts, trail }: Pursuit<Done>): Promise<Query> {
  const { model, clock, signal } = parts;
  const heard = await hear(aim, parts, trail.steps);
  const tools = aim.tools.map(({ head }) => head);
  const conversation = { name: aim.name, turns: trail.turns(heard), tools };
  const began = clock.now();
  const said = await unlessAborted(signal, model.converse(conversation, signal));
  return { heard, said, ms: clock.now() - began };
}

const Kept = z.object({ act: Act, saved: z.string().nullable() });

async function actOnce<Done>(name: string, { said }: Query, pursuit: Pursuit<Done>): Promise<Act> {
  const { aim, parts, trail, keeper } = pursuit;
  const inputs = [trail.hash(), said.content, said.calls.map(({ id, tool, input }) => [id, tool, input])];
  let isNew = false;
  const kept = await parts.once(name, inputs, Kept, async () => {
    isNew = true;
    await keeper.catchUp();
    const done = await act(said, trail.steps, { ...aim, ...parts });
    return { act: done, saved: await keeper.saved() };
  });
  if (!isNew) keeper.recall(kept.saved);
  return kept.act;
}
