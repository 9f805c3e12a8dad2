import { scriptCommands } from './command-line.ts';
import type { ProjectRunner } from './project.ts';
import type { Runner } from './runner.ts';
import { type RunnerName, runnerNames, runnerOf } from './runners.ts';

/** The runner that a script starts; undefined where it starts none that is known. */
export function runnerInScript(script: string, folder: string, from: string): ProjectRunner | undefined {
  for (const { env, words } of scriptCommands(script))
    for (const name of runnerNames) {
      const runner = runnerOf(name);
      const at = programIn(words, runner);
      if (at !== undefined) return { name, folder, env, from, ...commandFrom(words, at, runner) };
    }
  return undefined;
}

/** The runner with the command that it usually has. */
export function usualRunner(name: RunnerName, folder: string, from: string): ProjectRunner {
  const { start } = runnerOf(name);
  return { name, folder, env: {}, from, words: start, fixed: start.length };
}

function programIn(words: readonly string[], { recognised }: Runner): number | undefined {
  const { program, followedBy } = recognised;
  const at = words.findIndex((word) => program.test(word));
  if (at === -1 || words.slice(0, at).some((word) => installers.has(word))) return undefined;
  const rest = words.slice(at + 1);
  return followedBy === undefined || rest.some((word) => followedBy.test(word)) ? at : undefined;
}

/** `npm install jest` runs no tests. */
const installers: ReadonlySet<string> = new Set([
  'install',
  'add',
  'i',
  'ci',
  'echo',
  'rm',
  'rimraf',
  'mkdir',
]);

/** A program that Node is started with counts from Node on: the options between are for Node. */
function commandFrom(words: readonly string[], at: number, runner: Runner) {
  const { script, start, valued } = runner;
  if (script === 'nothing') return { words: start, fixed: start.length };
  const rest = kept(words.slice(at + 1), runner, valued);
  if (script === 'rest') return { words: [...start, ...rest], fixed: start.length };
  const node = words.findIndex((word) => word === 'node');
  const program = words.slice(node !== -1 && node < at ? node : at, at + 1);
  return { words: [...program, ...rest], fixed: program.length };
}

/** Options that would change what is reported go, with their values. */
function kept(words: readonly string[], { dropped }: Runner, valued: readonly string[]): readonly string[] {
  return words.filter((word, index) => {
    const before = words[index - 1] ?? '';
    const isValue = !word.startsWith('-') && dropped.test(before) && takesValue(before, valued);
    return !dropped.test(word) && !isValue;
  });
}

/** Short options of reporters and patterns take a value; long ones mostly carry it behind `=`. */
function takesValue(option: string, valued: readonly string[]): boolean {
  return (
    valued.includes(option) ||
    /^-[Rgftko]$|^--(?:reporter|grep|fgrep|match|format|out|testNamePattern|testReporter)$/.test(option)
  );
}
