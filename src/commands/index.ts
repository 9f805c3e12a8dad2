import { answer } from './answer/command.ts';
import { goOn } from './continue/command.ts';
import { registered, type RegisteredCommand } from './command.ts';
import { fix } from './fix/command.ts';
import { forget } from './forget/command.ts';
import { generateTests } from './generate-tests/command.ts';
import { help } from './help/command.ts';
import { implement } from './implement/command.ts';
import { lessons } from './lessons/command.ts';
import { remember } from './remember/command.ts';
import { review } from './review/command.ts';
import { revise } from './revise/command.ts';
import { stop } from './stop/command.ts';

/** Every command there is: the bot's table of contents. */
export const commands: readonly RegisteredCommand[] = [
  registered(review),
  registered(fix),
  registered(generateTests),
  registered(implement),
  registered(revise),
  registered(answer),
  registered(remember),
  registered(forget),
  registered(lessons),
  registered(stop),
  registered(goOn),
  registered(help),
];
