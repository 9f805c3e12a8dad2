import { writeFileSync } from 'node:fs';
import { commands } from '../src/commands/index.ts';
import { noLeeway, repositoryConfig } from '../src/config/repository.ts';
import { type Setting, settings } from '../src/config/settings.ts';
import { jsonSchema, type Shape, shapeOf } from '../src/config/shape.ts';
import type { AnyHead, Trigger, TriggerKind } from '../src/core/command.ts';
import { whoMay } from '../src/text/permission.ts';
import { subjectNames } from '../src/text/subject.ts';

/** The pages that are made from the code, by their paths below docs/. `npm run docs` writes them, a test compares them. */
export function pages(): Readonly<Record<string, string>> {
  return {
    'commands.md': commandsPage(commands.map(({ head }) => head)),
    'configuration.md': configurationPage(),
    'patchwright.schema.json': schemaFile(),
  };
}

const made = '<!-- Made by npm run docs. Changes belong into the code. -->';

function commandsPage(heads: readonly AnyHead[]): string {
  return page(
    '# Commands',
    made,
    "A command stands at the start of a line of a comment: `/name` and its arguments, or the app's mention in place of the slash (`@patchwright name`). Arguments with blanks go in quotes. Commands in quotes, in code and in hidden text are left alone; text that follows a quote without a blank line still belongs to it. Editing a comment runs the commands that the edit added, nothing else. Of one comment, ten commands are heard.",
    ...heads.flatMap(commandSection),
  );
}

function commandSection(head: AnyHead): readonly string[] {
  const comment = head.on.find(({ on }) => on === 'commented');
  const alone = head.on.filter(({ on }) => on !== 'commented').map(wayIn);
  const ends = head.endsOn.map((kind) => happenings[kind]);
  return [
    `## ${head.name}`,
    `${head.summary} Works on ${subjectNames(head.subjects)}.`,
    ...(comment === undefined ? [] : [`\`${head.usage}\` can be asked for by ${whoMay(comment.needs)}.`]),
    ...(alone.length === 0 ? [] : ['It begins as well when', list(alone)]),
    ...(ends.length === 0 ? [] : ['It stops when', list(ends)]),
  ];
}

function wayIn({ on, needs, waits }: Trigger): string {
  const who = needs === 'none' ? '' : `, by ${whoMay(needs)}`;
  return `${happenings[on]}${who}${waits ? '; it waits a while for the next one' : ''}`;
}

const happenings: Readonly<Record<TriggerKind, string>> = {
  'pull-opened': 'a pull request is opened',
  'pull-reopened': 'a pull request is reopened',
  'pull-revisited': 'Patchwright itself has worked on it',
  'pull-ready': 'a draft is marked as ready for review',
  'pull-drafted': 'a pull request becomes a draft again',
  'pull-pushed': 'a pull request is pushed to',
  'pull-base-changed': 'the base branch of a pull request is changed',
  'pull-closed': 'a pull request is closed or merged',
  commented: 'somebody comments',
  replied: 'somebody replies, without a command, in a thread that Patchwright began',
  answered: 'somebody answers, in a comment, what it has asked',
  labeled: 'a label is added that the configuration names',
  unlabeled: 'a label is taken off that the configuration names',
  assigned: 'somebody is assigned',
  unassigned: 'somebody is no longer assigned',
  'issue-edited': 'an issue is edited',
  'issue-closed': 'an issue is closed',
  'issue-reopened': 'an issue is reopened',
  'review-submitted': 'a review is submitted',
  'check-rerequested': 'its check is asked to run again',
  'check-action': 'a button of its check is pressed',
  'checks-completed': 'the other checks of a commit are done',
  uninstalled: 'the app is uninstalled',
  'repositories-removed': 'the app is taken off a repository',
};

function configurationPage(): string {
  const rows = Object.entries<Setting<unknown>>(settings).map(
    ([name, { about, preset, isRequired, isSecret }]) =>
      `| \`${name}\` | ${about}${isSecret ? ' A secret.' : ''} | ${isRequired ? 'must be set' : presetText(preset)} |`,
  );
  return page(
    '# Configuration',
    made,
    '## The operator: environment',
    'Read once, at start. Whatever is missing or malformed is told at once, with what to do about it, and the process ends with code 2. A setting that is blank counts as not set.',
    ['| setting | meaning | default |', '| --- | --- | --- |', ...rows].join('\n'),
    '`DATABASE_URL` decides where it runs. Without it everything is kept in `DATA_DIR`, by one process (`--role all`). With it any number of `web` and `worker` processes share the database, and Redis as well where `REDIS_URL` is set. `REDIS_URL` alone is refused.',
    '## Models and money',
    'A chain, such as `PATCHWRIGHT_MODEL=openai/gpt-5-mini, vllm/qwen`, is asked in its order: the next model is asked where one is away, overloaded or not to be used as it is set up, where it refuses, and where its window is too small. What is written names the model that wrote it. A repository may choose other chains among `ALLOWED_MODELS`.',
    'Before each question the limits are looked at: what was spent, what this process is about to spend on other questions, what the question takes, and a thousand tokens for its answer. What goes beyond a limit is not asked; so a limit can be passed by a long answer, and, where several processes share it, by a question of each, and by no more. Work that has begun ends with what it has, and says what is missing; work that has not begun is refused, with the figures and the time when the count begins anew. A limit that is not set does not count. A repository may lower each limit; what it sets higher is told as a fault of its file. On the command line only the limits of one job count.',
    'Dollars are counted by the prices that are known of the models. What a model without a known price costs is shown as unknown and counts as tokens alone. Where dollars are limited, no such model is asked at all: give its price in `MODELS_FILE` (for your own server that may be 0), or limit tokens instead.',
    '## The repository: `.github/patchwright.yml`',
    'Read from the default branch only, so that a pull request cannot change how it is looked at. A key that is unknown or of the wrong type is told in a note of the next review, with its line and the key that was probably meant; its default applies, and the rest of the file counts.',
    'An editor can check the file while it is written: [patchwright.schema.json](patchwright.schema.json) describes it. Where the editor has the YAML language server, as most have, the first line of the file says where the schema is, by an address or a path: `# yaml-language-server: $schema=ADDRESS`.',
    ['| key | meaning | default |', '| --- | --- | --- |', ...repositoryRows()].join('\n'),
    'Patterns of files: without a slash a pattern names a file or folder anywhere, with one it starts at the root; a folder means all that is in it. `*` and `?` stay within a name, `**` crosses folders, `[a-z]` is one of some characters, `{a,b}` is either. The last pattern of a list that fits counts; one that begins with `!` means the contrary. A list has at most 200 patterns of at most 256 characters; the file may have 64 KB.',
    example,
    '### What is reviewed by itself',
    'A person who asks (`/review`, or a check that is run again) gets a review of any open pull request. By itself one begins when a pull request is opened, reopened, marked as ready or pushed to, and when the label of `review.only` is added or one of `review.skip.labels` is taken off. Where the configuration says no, the check on the commit ends as skipped and names the reason; with `enabled: false` there is no check at all. `patchwright: ignore` in the description of a pull request says no as well. GitHub lets a skipped check pass where a check is required: so the description and the title say nothing where a `gate` is set.',
    '### What is not looked at',
    'Lockfiles, minified and generated files, snapshots, what is built into `dist/` and the code of others (`node_modules/`, `vendor/` and the like) are left out without being told; so is what the `.gitattributes` of the base branch calls `linguist-generated` or `linguist-vendored`. A file counts as generated by its name, its folder or its first lines, of which those do not count that the change itself adds to an older file. Whatever is left out is named, with the reason. `ignore: ["!dist/"]`, or `-linguist-generated` in `.gitattributes`, takes files in again.',
    '### What is read as guidance',
    '`REVIEW.md`, `AGENTS.md`, `CLAUDE.md`, `.github/copilot-instructions.md`, `.gemini/styleguide.md`, `.cursor/BUGBOT.md` and `CONTRIBUTING.md`; `AGENTS.md`, `CLAUDE.md` and `.cursor/BUGBOT.md` in the folders of the changed files, too; and what `review.guidance` names. All from the base branch, never from the change. Of each at most 12,000 characters are read, of all together 30,000; the check names what was cut.',
  );
}

const example = `\`\`\`yaml
review:
  drafts: true
  skip:
    authors: [renovate]
    titles: [WIP]
  ignore:
    - '*.csv'
    - fixtures/
    - '!fixtures/keep.ts'
  severity: medium
  instructions:
    - paths: [src/api/]
      text: Every route checks who asks before it reads anything.
  language: German
models:
  fast: [vllm/qwen]
  strong: [openai/gpt-5, vllm/qwen]
budgets:
  job:
    tokens: 200000
  repository-day:
    usd: 5
\`\`\``;

function presetText(preset: string | null): string {
  return preset === null ? '' : `\`${preset}\``;
}

function repositoryRows(): readonly string[] {
  return rowsBelow('', shapeOf(repositoryConfig(noLeeway)));
}

function rowsOf(path: string, shape: Shape): readonly string[] {
  const { description, default: preset = null, items } = shape;
  if (shape.properties !== undefined) return rowsBelow(path, shape);
  const values = shape.enum === undefined ? '' : ` One of ${shape.enum.map(presetText).join(', ')}.`;
  const row = `| \`${path}\` | ${description}${values} | ${presetText(preset === null ? null : JSON.stringify(preset))} |`;
  return [row, ...(items === undefined ? [] : rowsBelow(`${path}[]`, items))];
}

function rowsBelow(path: string, { properties }: Shape): readonly string[] {
  return Object.entries(properties ?? {}).flatMap(([key, inner]) =>
    rowsOf(path === '' ? key : `${path}.${key}`, inner),
  );
}

/** What editors check `.github/patchwright.yml` by while it is written. */
function schemaFile(): string {
  const schema = jsonSchema(repositoryConfig(noLeeway));
  return `${JSON.stringify({ title: 'Patchwright: .github/patchwright.yml', ...schema }, null, 2)}\n`;
}

function list(entries: readonly string[]): string {
  return entries.map((entry) => `- ${entry}`).join('\n');
}

function page(...blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`;
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(pages())) writeFileSync(new URL(name, import.meta.url), text);
}
