import type { Limits, Memory, RegisteredCommand, Task } from '../commands/command.ts';
import type { RepositoryConfig } from '../config/repository.ts';
import type { Effect } from '../core/effect.ts';
import { type Run, type Shown, shownAs } from '../core/run.ts';
import type { Analyzer } from '../ports/analyzer.ts';
import type { Clock } from '../ports/clock.ts';
import type { InstallStore } from '../ports/installs.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { Syntax } from '../ports/syntax.ts';
import { keptSteps } from './kept-steps.ts';
import { placeOfRun } from './place.ts';
import { chosen, type ModelParts, modelsOf } from './run-models.ts';
import { earlierStatus } from './status-comment.ts';
import { writers } from './writers.ts';

/** What looks for defects without a model, as a repository's configuration has it; what has to be run is run in the sandbox. */
export type OpenAnalyzers = (
  config: Pick<RepositoryConfig, 'commands' | 'setup'>,
  sandbox: Sandbox,
) => readonly Analyzer[];

export interface TaskParts extends ModelParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly commands: readonly RegisteredCommand[];
  readonly limits: Limits;
  readonly sandbox: Sandbox;
  /** Null where nothing is kept. */
  readonly installs: InstallStore | null;
  readonly syntax: Syntax;
  readonly openAnalyzers: OpenAnalyzers;
  /** A text without anything secret. */
  readonly redact: (text: string) => string;
}

type Given = Pick<Task<unknown>, 'forge' | 'config' | 'configFaults' | 'log' | 'signal' | 'progress'>;

/** A run as its command gets it: what was read for it, its models, and steps that are kept in the ledger. */
export function taskOf(run: Run, given: Given, parts: TaskParts): Task<readonly string[]> {
  const { ledger, clock, commands } = parts;
  const { limits, syntax, redact } = parts;
  const sandbox = sandboxOf(run, parts);
  return {
    ...given,
    args: run.args,
    run,
    subject: run.subject,
    cause: run.cause,
    clock,
    limits,
    sandbox,
    syntax,
    analyzers: parts.openAnalyzers(given.config, sandbox),
    commands: commands.map(({ head }) => head),
    models: modelsOf(run, given.config, parts),
    hasModel: chosen(given.config.models.strong, parts.chains.strong).length > 0,
    memory: memoryOf(run, ledger),
    transcript: { redact, record: (entries) => ledger.transcripts.append(run, entries, clock.now()) },
    mayWrite: writers(given.forge),
    appear: () => appear(run, given, parts),
    mail: () => ledger.mailbox.since(run.key, 0),
    once: keptSteps(run, parts),
  };
}

/** With what was installed for this repository before. */
function sandboxOf(run: Run, { sandbox, installs }: TaskParts): Sandbox {
  return { ...sandbox, installs: installs?.of(placeOfRun(run).repository.id) ?? null };
}

function memoryOf(run: Run, { lessons, outbox }: Ledger): Memory {
  async function performed(key: string, before: number): Promise<readonly Effect[]> {
    return (await outbox.performed(key, before)).map(({ effect }) => effect);
  }
  return {
    lessons: () => lessons.of(placeOfRun(run).repository.id),
    earlier: () => performed(run.key, run.generation),
    made: (key) => {
      const [request = '', generation] = key.split('.');
      return performed(request, Number(generation) + 1);
    },
  };
}

/**
 * In the comment of earlier attempts, where there is one: what such a request answers is what notifies, and a conversation needs no more
 * than one place to look at. The comment is made by whoever draws the run next.
 */
async function appear(
  run: Run,
  { forge }: Pick<Given, 'forge'>,
  { ledger, clock }: TaskParts,
): Promise<void> {
  const known = await ledger.runs.get(run.key);
  if (known === undefined || shownAs(known) !== null) return;
  const id = await earlierStatus(run, forge);
  const status: Shown = id === undefined ? { is: 'nowhere' } : { is: 'known', id };
  await ledger.runs.update(run.key, clock.now(), (now) =>
    now?.generation === run.generation && shownAs(now) === null ? { ...now, status } : undefined,
  );
}
