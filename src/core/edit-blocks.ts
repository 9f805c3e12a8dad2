import type { Edit } from './edit.ts';
import { fencedLines, type Section, sections } from './sections.ts';

/** Edits as a model writes them, or the first fault to tell it. */
export type EditBlocks =
  | { readonly is: 'edits'; readonly edits: readonly Edit[] }
  | { readonly is: 'fault'; readonly fault: string };

/** How edits are written: what a prompt says of it. */
export const editBlocksForm = `To change lines of a file, copy them exactly, with enough lines around them to stand nowhere else in the file:

<edit>
path: path/of/the/file
<search>
\`\`\`
the lines as they are
\`\`\`
</search>
<replace>
\`\`\`
the lines as they shall be
\`\`\`
</replace>
</edit>

To write a new file, or a small one anew as a whole:

<write>
path: path/of/the/file
\`\`\`
the whole text
\`\`\`
</write>

To delete a file:

<delete>
path: path/of/the/file
</delete>

Where the code itself holds a line of backticks, fence it with more of them.`;

/** Reads every edit in an answer, in the order in which it is written. Code stands in fenced blocks and is taken byte for byte. */
export function readEditBlocks(text: string): EditBlocks {
  const read = [
    ...sections(text, 'edit').map(readReplacement),
    ...sections(text, 'write').map(readWhole),
    ...sections(text, 'delete').map(readDeletion),
  ];
  const fault = read.find((block) => typeof block === 'string');
  if (fault !== undefined) return { is: 'fault', fault };
  return { is: 'edits', edits: read.filter((block) => typeof block !== 'string') };
}

function readReplacement(section: Section): Edit | string {
  const path = pathIn(section);
  const [search, replace] = [sections(section.text, 'search')[0], sections(section.text, 'replace')[0]];
  if (path === undefined) return withoutPath('edit');
  if (!section.isClosed) return notClosed('edit', path);
  if (search === undefined) return `The <edit> of ${path} has no <search> section.`;
  if (replace === undefined) return `The <edit> of ${path} has no <replace> section.`;
  return { kind: 'replace', path, search: codeIn(search.text), replace: codeIn(replace.text) };
}

function readWhole(section: Section): Edit | string {
  const path = pathIn(section);
  if (path === undefined) return withoutPath('write');
  if (!section.isClosed) return notClosed('write', path);
  const rest = section.text.slice(section.text.indexOf('\n') + 1);
  return { kind: 'write', path, text: codeIn(rest) };
}

function readDeletion(section: Section): Edit | string {
  const path = pathIn(section);
  return path === undefined ? withoutPath('delete') : { kind: 'delete', path };
}

/** Every line between the fences counts as one, the last one too. */
function codeIn(text: string): string {
  return (
    fencedLines(text)
      ?.map((line) => `${line}\n`)
      .join('') ?? text
  );
}

function pathIn({ text }: Section): string | undefined {
  const path = /^\s*path:[ \t]*(.*?)[ \t]*$/m.exec(text.split(/<search>|^\s*(?:`{3}|~{3})/m)[0] ?? '')?.[1];
  return path?.replaceAll(/^[`"']|[`"']$/g, '') || undefined;
}

function withoutPath(tag: string): string {
  return `An <${tag}> section does not begin with a line that says 'path: ' and the file's path.`;
}

function notClosed(tag: string, path: string): string {
  return `The <${tag}> of ${path} is not closed with </${tag}>.`;
}
