/** Who may import whom: rooms by name, `*` for any part of one, `type` where only types may be taken. */
export interface Room {
  readonly name: string;
  /** What stands in it, for the table of docs/design.md. */
  readonly holds: string;
  readonly may: readonly string[];
}

const engines = ['project', 'agent', 'checks', 'ports', 'core'];

/** The rooms of src/, bottom up. Rooms that are not built yet have their place all the same. */
export const rooms: readonly Room[] = [
  { name: 'core', holds: 'the nouns, and pure functions over them', may: [] },
  { name: 'ports', holds: 'interfaces to the outside', may: ['core'] },
  { name: 'text', holds: 'every sentence the app says by itself', may: ['core'] },
  { name: 'intake', holds: 'from events to jobs', may: ['core'] },
  { name: 'config', holds: "the operator's and the repository's settings", may: ['core'] },
  { name: 'checks', holds: 'judgements on what a model wrote', may: ['core', 'type ports'] },
  { name: 'agent', holds: 'the tool loop', may: ['core', 'ports', 'checks'] },
  { name: 'project', holds: 'how a repository builds and tests', may: ['core', 'ports', 'checks'] },
  { name: 'engines/review', holds: 'reviewing', may: engines },
  { name: 'engines/tests', holds: 'writing tests', may: ['engines/review', ...engines] },
  {
    name: 'engines/implementation',
    holds: 'implementing issues',
    may: ['engines/tests', 'engines/review', ...engines],
  },
  { name: 'commands/command.ts', holds: 'what a command is', may: ['type config', 'ports', 'core'] },
  {
    name: 'commands/*',
    holds: 'one folder a command',
    may: ['commands/command.ts', 'engines/*', 'agent', 'checks', 'text', 'config', 'ports', 'core'],
  },
  { name: 'commands/index.ts', holds: 'the list of commands', may: ['commands/*', 'commands/command.ts'] },
  {
    name: 'worker',
    holds: 'admitting, working, settling, and the only writer',
    may: ['commands/command.ts', 'checks', 'text', 'config', 'ports', 'core'],
  },
  {
    name: 'adapters/*',
    holds: 'one folder for each thing outside',
    may: ['core', 'ports', 'checks', 'type intake'],
  },
  { name: 'cli', holds: 'a file for each subcommand', may: ['*'] },
  { name: 'app', holds: 'the Probot app', may: ['*'] },
  { name: 'timing', holds: 'how long things take', may: ['*'] },
  { name: 'outside', holds: 'opens what lies outside, behind its ports', may: ['*'] },
  { name: 'main', holds: 'the composition root', may: ['*'] },
];

/** A package has one home; a new one gets its home here. zod is the language that all data is declared in. */
export const homes: ReadonlyMap<string, readonly string[]> = new Map([
  ['zod', ['*']],
  ['parse-diff', ['core']],
  ['yaml', ['config']],
  ['fast-xml-parser', ['project']],
  ['mdast-util-from-markdown', ['checks']],
  ['mdast-util-gfm', ['checks']],
  ['micromark-extension-gfm', ['checks']],
  ['mdast', ['checks']],
  ['probot', ['app', 'main', 'adapters/server']],
  ['@octokit/rest', ['adapters/github']],
  ['@octokit/auth-app', ['adapters/github']],
  ['openai', ['adapters/openai']],
  ['gpt-tokenizer', ['adapters/openai']],
  ['bullmq', ['adapters/bullmq']],
  ['ioredis', ['adapters/bullmq']],
  ['drizzle-orm', ['adapters/database']],
  ['pg', ['adapters/database']],
  ['@electric-sql/pglite', ['adapters/database']],
  ['fastify', ['adapters/server']],
  ['web-tree-sitter', ['adapters/tree-sitter']],
  ['@vscode/tree-sitter-wasm', ['adapters/tree-sitter']],
  ['oxc-parser', ['adapters/oxc']],
  ['@secretlint/core', ['adapters/analyzers']],
  ['@secretlint/profiler', ['adapters/analyzers']],
  ['@secretlint/secretlint-rule-preset-recommend', ['adapters/analyzers']],
  ['pino', ['adapters/log']],
  ['commander', ['cli']],
]);

/** Rooms that touch the machine. The others compute: of Node they may have hashes only. */
export const outer: readonly string[] = ['adapters/*', 'cli', 'outside', 'main'];

/** The room that a path of src/ lies in; undefined where there is none. */
export function roomOf(path: string): Room | undefined {
  const [, first = '', second = ''] = path.split('/');
  const name = first === 'bin.ts' ? 'cli' : first.replace(/\.ts$/, '');
  const inner = `${first}/${second}`;
  return (
    rooms.find((room) => room.name === inner || room.name === name) ??
    rooms.find((room) => fits(inner, room.name))
  );
}

/** The part of the house that a path belongs to: its room, or its folder where a room has one for each thing. */
export function placeOf(path: string): string {
  const room = roomOf(path)?.name ?? '';
  return room.endsWith('/*') ? path.split('/').slice(1, 3).join('/') : room;
}

/** Whether a place is meant by a name with `*`. A file beside the folders of such a room is not one of them. */
export function fits(place: string, name: string): boolean {
  if (name === '*' || name === place) return true;
  return name.endsWith('/*') && place.startsWith(name.slice(0, -1)) && !place.endsWith('.ts');
}

/** The table for docs/design.md. */
export function roomTable(): string {
  const lines = rooms.map(({ name, holds, may }) => {
    const all = may.includes('*')
      ? 'everything'
      : may.map((room) => room.replace(/^type (.*)/, '$1 (types)')).join(', ');
    return `| \`${name}\` | ${holds} | ${all || 'nothing'} |`;
  });
  return ['| room | holds | may import |', '| --- | --- | --- |', ...lines].join('\n');
}

/** The table of packages for docs/design.md. */
export function homeTable(): string {
  const lines = Array.from(homes, ([name, at]) => {
    return `| \`${name}\` | ${at.includes('*') ? 'every room' : at.map((room) => `\`${room}\``).join(', ')} |`;
  });
  return ['| package | home |', '| --- | --- |', ...lines].join('\n');
}
