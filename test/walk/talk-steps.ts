import fc from 'fast-check';
import { pullStep, type Step } from './deed.ts';
import { type Ground, repository } from './ground.ts';
import { ask, type Asks, type PullModel } from './model.ts';

/** Something that somebody says, and what it asks for: of the pull request's author, and of somebody with no rights. */
interface Saying {
  readonly text: string;
  readonly ada: Partial<Asks>;
  readonly mallory: Partial<Asks>;
}

const sayings: readonly Saying[] = [
  { text: '/review', ada: { again: 1, inWords: 1 }, mallory: { refused: 1 } },
  { text: '@patchwright review', ada: { again: 1, inWords: 1 }, mallory: { refused: 1 } },
  { text: '/review everything', ada: { refused: 1 }, mallory: { refused: 1 } },
  { text: '/help', ada: { help: 1 }, mallory: { help: 1 } },
  { text: 'Looks good to me.', ada: {}, mallory: {} },
  { text: '> /review', ada: {}, mallory: {} },
  { text: '    /review', ada: {}, mallory: {} },
  { text: '/merge', ada: {}, mallory: {} },
];

const saying = fc.constantFrom(...sayings);
const login = fc.constantFrom('ada', 'ada', 'mallory');

/** What people say on a pull request. */
export const talkSteps: fc.Arbitrary<Step>[] = [
  comment(),
  comment(),
  pullStep({
    name: 'edit a comment',
    drawn: fc.record({ place: fc.nat({ max: 9 }), saying }),
    can: ({ comments }) => comments.length > 0,
    run: (pull, ground, { place, saying }) => edit(pull, ground, place, saying),
  }),
];

function comment(): fc.Arbitrary<Step> {
  return pullStep({
    name: 'comment',
    drawn: fc.record({ login, saying }),
    can: () => true,
    run: (pull, { world }, { login, saying: { text, ...asks } }) => {
      ask(pull, asks[login]);
      const { id } = world.github.as(login).comment({ repository, number: pull.number }, text);
      pull.comments.push({ id, login, text });
    },
  });
}

/** Adds a paragraph: what stood there before asks for nothing again. */
function edit(pull: PullModel, { world }: Ground, place: number, saying: Saying): void {
  const comment = pull.comments[place % pull.comments.length];
  if (comment === undefined) return;
  comment.text = `${comment.text}\n\n${saying.text}`;
  ask(pull, saying[comment.login]);
  world.github.as(comment.login).editComment(comment.id, comment.text);
}
