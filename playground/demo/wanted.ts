import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import type { Values } from '../../src/config/env.ts';

export const usage = `Opens a pull request on a GitHub of this machine and has Patchwright review it.

  npm run demo -- [--once [--wait MINUTES]]
                  [--repo DIR --base REV --head REV]
                  [--model NAME] [--record DIR [--answered-by TEXT]] [--answers DIR]

  --once             ends when the review is posted; otherwise the pages stay until Ctrl+C
  --wait MINUTES     how long --once waits for the review; 3 without it
  --repo DIR         a local git repository to take the change from; without it there is a sample
  --base, --head     what the change goes into, and the change: branches, tags or commits
  --model NAME       the model; otherwise PATCHWRIGHT_MODEL. Its server is OPENAI_BASE_URL, its key OPENAI_API_KEY
  --record DIR       writes the model's answers down in this folder
  --answered-by TEXT who answered, where it was not the model itself, such as 'written by hand'
  --answers DIR      where recorded answers to the sample are taken from when there is no model
`;

export interface Wanted {
  readonly change: WantedChange;
  readonly isOnce: boolean;
  readonly waitMs: number;
  readonly answers: Answers;
}

export type WantedChange =
  | { readonly is: 'sample' }
  | { readonly is: 'range'; readonly directory: string; readonly base: string; readonly head: string };

/** Who answers: a model, whose answers may be written down, or recordings. */
export type Answers =
  | { readonly from: 'model'; readonly name: string; readonly record: Recorder | null }
  | { readonly from: 'recordings'; readonly directory: string };

export interface Recorder {
  readonly directory: string;
  readonly answeredBy: string | null;
}

export type ReadWords =
  | { readonly is: 'wanted'; readonly wanted: Wanted }
  | { readonly is: 'help' }
  | { readonly is: 'fault'; readonly fault: string };

/** Reads the command line; a fault is a sentence with its remedy. */
export function readWords(words: readonly string[], values: Values): ReadWords {
  const options = optionsOf(words);
  if (typeof options === 'string') return { is: 'fault', fault: options };
  if (options.help) return { is: 'help' };
  const name = options.model ?? values['PATCHWRIGHT_MODEL']?.trim() ?? '';
  const fault = faultOf(options, name);
  if (fault !== undefined) return { is: 'fault', fault };
  const wanted: Wanted = {
    change: changeOf(options),
    isOnce: options.once,
    waitMs: Number(options.wait) * 60_000,
    answers: answersOf(options, name),
  };
  return { is: 'wanted', wanted };
}

const options = {
  once: { type: 'boolean', default: false },
  wait: { type: 'string', default: '3' },
  repo: { type: 'string' },
  base: { type: 'string' },
  head: { type: 'string' },
  model: { type: 'string' },
  record: { type: 'string' },
  'answered-by': { type: 'string' },
  answers: { type: 'string', default: fileURLToPath(new URL('../../fixtures/answers', import.meta.url)) },
  help: { type: 'boolean', default: false },
} as const;

type Options = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

/** The options, or what is wrong with them. */
function optionsOf(words: readonly string[]): Options | string {
  try {
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [sentence = ''] = error.message.split('. ');
    return `${sentence.replace(/\.$/, '')}; see npm run demo -- --help.`;
  }
}

function faultOf(options: Options, model: string): string | undefined {
  const { repo, base, head, record, wait } = options;
  const missing = Object.entries({ repo, base, head }).flatMap(([name, value]) =>
    value ? [] : [`--${name}`],
  );
  if (missing.length > 0 && missing.length < 3) {
    return `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing: a change needs --repo, --base and --head.`;
  }
  if (!(Number(wait) > 0)) return `--wait takes a number of minutes above 0; it is "${wait}".`;
  if (model !== '') return undefined;
  if (repo)
    return `There is no model to review ${repo}: ${remedy}. Without --repo there is a sample that needs none.`;
  return record === undefined ? undefined : `There is no model whose answers could be recorded: ${remedy}.`;
}

const remedy =
  'set PATCHWRIGHT_MODEL (or give --model NAME), and OPENAI_BASE_URL or OPENAI_API_KEY for its server';

function changeOf({ repo, base, head }: Options): WantedChange {
  if (repo === undefined || base === undefined || head === undefined) return { is: 'sample' };
  return { is: 'range', directory: repo, base, head };
}

function answersOf(options: Options, name: string): Answers {
  const { record, answers } = options;
  if (name === '') return { from: 'recordings', directory: answers };
  const recorder =
    record === undefined ? null : { directory: record, answeredBy: options['answered-by'] ?? null };
  return { from: 'model', name, record: recorder };
}
