import type { z } from 'zod';
import type { Lane } from './job.ts';
import type { EventKind } from './event.ts';
import type { Shows } from './run.ts';
import type { SubjectKind } from './subject.ts';

/** What the sender of an event must be allowed on the repository. `author` is the pull request's or issue's author, or triage. */
export type Needs = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin' | 'author';

/**
 * What may start a command: an event, or a comment that names no command: `replied` in a review thread that this App began, `answered`
 * where the command has asked something.
 */
export type TriggerKind = EventKind | 'replied' | 'answered';

/**
 * A way in: an event that may start the command, and what its sender must be allowed. `again` starts it even on a head that it
 * has already worked on; `waits` lets a push wait for the next one.
 */
export interface Trigger {
  readonly on: TriggerKind;
  readonly needs: Needs;
  readonly again: boolean;
  readonly waits: boolean;
  /** People ask by it as they do by naming the command, and are told in words where it is not done: a label, say. */
  readonly asks?: true;
  /** Does not begin again what somebody has stopped, or what was left unfinished on the same head: that waits for a person's word. */
  readonly rests?: true;
}

/**
 * What plan(), admission, /help and the documents need to know of a command; data only.
 */
export interface CommandHead<Args> {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly subjects: readonly SubjectKind[];
  readonly lane: Lane;
  readonly args: z.ZodType<Args, readonly string[]>;
  /**
   * `text`: as one argument, the text that stands behind the name up to the end of its paragraph, just as it was written. Each asking
   * is then a request of its own, unless it is for the very same; with `words` as well, and the arguments are words as ever.
   */
  readonly takes?: 'text' | 'words';
  /** Asked for, it is done to the requests that are under way here, or were; it runs itself only to say that there is none. */
  readonly steers?: 'stop' | 'continue';
  /** A button on checks that asks for it, on the head as it stands; GitHub takes 20 and 40 characters. */
  readonly button?: { readonly label: string; readonly description: string };
  readonly on: readonly Trigger[];
  /** Events that end an open run: closing a pull request ends its review. Of what can be undone, the way in that opened the run counts. */
  readonly endsOn: readonly EventKind[];
  /** Events that an open run is told of, from those who may ask for it: its mail. */
  readonly hears?: readonly EventKind[];
  readonly shows: Shows;
  /** What comes while a request is under way does not outdate it: all of that is looked at when it is over. */
  readonly gathers?: true;
}

/** A head whose arguments' type does not matter to the one who holds it. */
export type AnyHead = CommandHead<unknown>;
