import assert from 'node:assert/strict';
import { good, shop } from '../engines/implementation/implementation-world.ts';
import type { Asked } from '../model-server.ts';
import { World, type WorldOptions } from '../world.ts';
import { scripted, type Turn } from './turns.ts';

type Ending = Parameters<typeof World.open>[0];

export { good, type Turn };

/** Turns of a model that does what the shop's issue asks for. */
export const wellDone: readonly Turn[] = [
  good.look,
  good.plan,
  good.writeTest,
  good.reproduce,
  good.mend,
  good.test,
  good.submit,
];

interface Project {
  readonly files: Readonly<Record<string, string>>;
  readonly issue: { readonly title: string; readonly body: string };
}

export interface ShopOptions extends WorldOptions {
  /** One after the other in each conversation; the last is repeated. */
  readonly turns?: readonly Turn[];
  /** Of `implement` in the repository's configuration. */
  readonly config?: string;
  /** The repository and its issue; the shop unless told. */
  readonly project?: Project;
  /** A process of its own that can be killed, in place of this one. */
  readonly apart?: boolean;
}

/** Ada's shop, whose members pay too much, as zoe's issue says. Bob may write. */
export async function shopWorld(t: Ending, options: ShopOptions = {}) {
  const { turns = wellDone, config, project = shop, apart = false, ...more } = options;
  const world = await (apart ? World.still(t, more) : World.open(t, more));
  function takes(turns: readonly Turn[]): void {
    world.model.otherwise((asked) => scripted(asked, 'implement', turns));
  }
  takes(turns);
  const [ada, bob, zoe] = ['ada', 'bob', 'zoe'].map((login) => world.github.as(login));
  assert.ok(ada && bob && zoe);
  const settings = config === undefined ? {} : { '.github/patchwright.yml': `implement: ${config}\n` };
  await ada.createRepository('octo/shop', { files: { ...project.files, ...settings } });
  ada.setPermission('octo/shop', 'bob', 'write');
  const issue = await zoe.openIssue('octo/shop', project.issue);
  function said(): readonly string[] {
    return world.comments(issue).flatMap(({ author, body }) => (author === 'patchwright[bot]' ? [body] : []));
  }
  return { world, ada, bob, zoe, issue, said, takes };
}

/** The questions of conversations in which an issue is worked on. */
export function worked({ model }: World): readonly Asked[] {
  return model.asked.filter(({ prompt }) => prompt === 'implement');
}
