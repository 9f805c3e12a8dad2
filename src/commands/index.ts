import { registered, type RegisteredCommand } from './command.ts';
import { help } from './help/command.ts';
import { review } from './review/command.ts';

/** Every command there is: the bot's table of contents. */
export const commands: readonly RegisteredCommand[] = [registered(review), registered(help)];
