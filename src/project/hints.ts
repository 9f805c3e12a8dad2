import { z } from 'zod';
import type { RepositoryFiles } from './files.ts';
import { parseJson } from './reports/text.ts';
import { cleanMessage } from './test-result.ts';

/** Something that a repository says of how it is set up or worked on, and where: `AGENTS.md:12`. Somebody wrote it; nobody vouches. */
export interface Hint {
  readonly text: string;
  readonly from: string;
}

const mostHints = 60;

/** The steps of Copilot's setup, commands of a development container, and commands that instructions for agents mention. */
export async function hintsIn(files: RepositoryFiles, paths: readonly string[]): Promise<readonly Hint[]> {
  const hints: Hint[] = [];
  for (const { path, read } of sources)
    if (paths.includes(path)) hints.push(...read((await files.read(path)) ?? '', path));
  return hints.slice(0, mostHints).map(({ text, from }) => ({ text: cleanMessage(text), from }));
}

interface Source {
  readonly path: string;
  readonly read: (text: string, path: string) => readonly Hint[];
}

const sources: readonly Source[] = [
  { path: '.github/workflows/copilot-setup-steps.yml', read: workflowSteps },
  { path: '.github/workflows/copilot-setup-steps.yaml', read: workflowSteps },
  { path: '.devcontainer/devcontainer.json', read: containerCommands },
  { path: '.devcontainer.json', read: containerCommands },
  { path: 'AGENTS.md', read: mentionedCommands },
  { path: '.github/copilot-instructions.md', read: mentionedCommands },
];

/** `run:` with one line or a block behind it, and versions of tools. As hints they need no more of YAML than its lines. */
function workflowSteps(text: string, path: string): readonly Hint[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const from = `${path}:${index + 1}`;
    const [, indent = '', run] = /^(\s*(?:- )?)run:\s*(.*?)\s*$/.exec(line) ?? [];
    if (run !== undefined)
      return [{ text: /^[|>][+-]?$/.test(run) ? block(lines.slice(index + 1), indent.length) : run, from }];
    const [, version] = /^\s*((?:node|python|go|java|ruby|php)-version:\s*\S.*)$/.exec(line) ?? [];
    return version === undefined ? [] : [{ text: version, from }];
  });
}

/** The lines that stand deeper than the key. */
function block(lines: readonly string[], indent: number): string {
  const end = lines.findIndex((line) => line.trim() !== '' && indentOf(line) <= indent);
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

const Text = z.union([z.string(), z.array(z.string()).transform((words) => words.join(' '))]);
const commandKeys = ['onCreateCommand', 'updateContentCommand', 'postCreateCommand'] as const;

/** JSON with comments, each a command, its words, or several by name. */
function containerCommands(text: string, path: string): readonly Hint[] {
  const container = z.record(z.string(), z.unknown()).safeParse(parseJson(withoutComments(text))).data ?? {};
  return commandKeys.flatMap((key) => {
    const value = container[key];
    const texts = z.union([
      Text.transform((one) => [one]),
      z.record(z.string(), Text).transform((many) => Object.values(many)),
    ]);
    return (texts.safeParse(value).data ?? []).map((command) => ({ text: command, from: `${path}, ${key}` }));
  });
}

function withoutComments(text: string): string {
  const plain = text.replaceAll(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1');
  return plain.replaceAll(/("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])/g, '$1');
}

const program =
  /^(?:\$ )?((?:npm|npx|pnpm|yarn|bun|node|pytest|python3?|pip|uv|poetry|tox|go|cargo|mvn|gradle|\.\/gradlew|\.\/mvnw|bundle|rake|rspec|composer|phpunit|make) .{1,200})$/;

/** Lines of code blocks, and code in lines, that begin with a program. */
function mentionedCommands(text: string, path: string): readonly Hint[] {
  return text.split('\n').flatMap((line, index) => {
    const spans = Array.from(line.matchAll(/`([^`\n]{2,200})`/g), ([, span = '']) => span);
    return [line.trim(), ...spans].flatMap((candidate) => {
      const [, command] = program.exec(candidate) ?? [];
      return command === undefined ? [] : [{ text: command, from: `${path}:${index + 1}` }];
    });
  });
}
