import { z } from 'zod';
import { type Result, resultsOf, type Step } from '../../agent/step.ts';
import { type Observation, type Tool, tool } from '../../agent/tool.ts';
import { fence } from '../../core/fence.ts';
import type { Sandbox, SandboxSession } from '../../ports/sandbox.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { detectHere } from '../../project/stand-ins.ts';
import { endingText } from '../../project/ending.ts';
import { filesOf } from '../../project/files.ts';
import { prepare } from '../../project/prepare.ts';
import type { ProjectSettings } from '../../project/project.ts';
import { printed } from '../../project/run-command.ts';

/** Where code of the change may be run. */
export interface Lab {
  readonly sandbox: Sandbox;
  readonly settings: ProjectSettings;
  /** The files at the head once more, for whoever runs something in them; they may be spoiled. Disposed of by whoever asked. */
  readonly scratch: () => Promise<Workspace>;
}

/** A place for short scripts that show whether a claim is true. Made when the first is run; disposed of with the review. */
export interface Experiments extends AsyncDisposable {
  readonly tools: readonly Tool<never>[];
}

/** No tools where nothing can be held on this machine. */
export async function openExperiments(lab: Lab | null, signal: AbortSignal): Promise<Experiments> {
  const state = await lab?.sandbox.state();
  if (lab === null || state?.is !== 'verified') return nothingRun;
  const room = new AsyncDisposableStack();
  let opened: Promise<SandboxSession> | undefined;
  let count = 0;
  return {
    tools: [
      tool({
        ...runCode,
        run: async ({ language, code }) => {
          opened ??= openSession(lab, room, signal);
          count += 1;
          return observed(await opened, { language, code, count, signal });
        },
      }),
    ],
    [Symbol.asyncDispose]: () => room.disposeAsync(),
  };
}

const nothingRun: Experiments = { tools: [], [Symbol.asyncDispose]: () => Promise.resolve() };

const Script = z.object({
  language: z.enum(['javascript', 'typescript', 'python']),
  code: z
    .string()
    .min(1)
    .max(8_000)
    .describe('A whole script. It lies in the root of the repository: import ./src/file.js from there.'),
});

const toolName = 'run_code';

const runCode = {
  name: toolName,
  description:
    'Runs a short script of yours beside the files of the repository as the change leaves them, without a network, for at most 20 seconds, and shows what it prints. Have it print what proves or disproves the claim.',
  changes: true,
  input: Script,
};

/** The packages of the project at the root are installed where they can be; a script that needs none works without. */
async function openSession(
  { sandbox, settings, scratch }: Lab,
  room: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<SandboxSession> {
  const workspace = room.use(await scratch());
  const tree = workspace.directory;
  const { projects } = await detectHere(filesOf(workspace), settings, sandbox);
  const project = projects.find(({ folder, install }) => folder === '' && install !== null);
  const prepared = project && (await prepare(sandbox, { tree, project, signal }));
  const installed = prepared?.is === 'prepared' ? prepared.installed : [];
  const tools = ['node', 'python3', ...(project?.tools ?? [])];
  return room.use(await sandbox.open({ tree, tools: [...new Set(tools)], limits, installed }));
}

const limits = { timeMs: 20_000, memoryBytes: 1_000_000_000, outputBytes: 1_000_000 };

interface Experiment extends z.infer<typeof Script> {
  readonly count: number;
  readonly signal: AbortSignal;
}

async function observed(session: SandboxSession, experiment: Experiment): Promise<Observation<never>> {
  const { language, code, count, signal } = experiment;
  const { program, ending } = languages[language];
  const path = `patchwright-experiment-${count}.${ending(code)}`;
  await session.write(path, code);
  const env = { NO_COLOR: '1', CI: 'true' } as const;
  const result = await session.run({ argv: [program, path], env, signal });
  await session.remove(path);
  signal.throwIfAborted();
  const output = printed(result);
  return {
    is: 'seen',
    pieces: [
      `It ${endingText(result.ended)}, and printed ${output === '' ? 'nothing.' : 'this:'}`,
      ...(output === '' ? [] : [{ source, trust: 'author', form: 'code', text: output } as const]),
    ],
  };
}

const source = 'output';

const languages = {
  javascript: { program: 'node', ending: (code: string) => (isCommonJs(code) ? 'cjs' : 'mjs') },
  typescript: { program: 'node', ending: (code: string) => (isCommonJs(code) ? 'cts' : 'mts') },
  python: { program: 'python3', ending: () => 'py' },
} as const;

function isCommonJs(code: string): boolean {
  return /\brequire\(/.test(code) && !/^\s*import\s/m.test(code);
}

/**
 * The last script of a conversation with what it printed, for people to read and to repeat. Null where none was run, or where it is too
 * long to be read. The words round it are ours.
 */
export function shownRun(steps: readonly Step[]): string | null {
  const last = steps.flatMap(resultsOf).findLast(({ call, how }) => call.tool === toolName && how === 'seen');
  return last === undefined ? null : runText(last);
}

const mostCode = 1_500;
const mostOutput = 1_500;

function runText({ call, text }: Result): string | null {
  const script = Script.safeParse(readJson(call.input));
  const output = /^<untrusted-\w+ source="output"[^>]*>\n(.*)\n<\/untrusted-\w+>$/ms.exec(text)?.[1] ?? '';
  if (!script.success || script.data.code.length > mostCode || output.length > mostOutput) return null;
  const { language, code } = script.data;
  const shown = output === '' ? 'It prints nothing.' : `It prints:\n\n${fence(output, 'text')}`;
  return `this was run in the root of the repository:\n\n${fence(code.trimEnd(), language)}\n\n${shown}`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
