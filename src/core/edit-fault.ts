import type { EditFault } from './edit.ts';
import { similarLines } from './similar-code.ts';

/** What to tell whoever wrote an edit that cannot be made: what is wrong, and what would be right. */
export function editFaultSentence(fault: EditFault): string {
  const { path } = fault.edit;
  switch (fault.is) {
    case 'no-file':
      return `${path}: there is no such file. To make it, write it as a whole.`;
    case 'not-read':
      return `${path}: read the file before you change it.`;
    case 'changed-since':
      return `${path}: the file has changed since it was read. Read it again, then change it.`;
    case 'empty-search':
      return `${path}: the text to search for is empty, and the file is not.`;
    case 'no-change':
      return `${path}: the text to search for and the text to replace it with are the same.`;
    case 'many':
      return `${path}: the text to search for stands in ${fault.lines.length} places, at ${listed([...new Set(fault.lines)])}. Add lines around it until it stands in one.`;
    case 'nowhere':
      return `${path}: the text to search for does not stand in the file.${hint(fault)}`;
  }
}

const mostListed = 10;

function listed(lines: readonly number[]): string {
  const more = lines.length - mostListed;
  const noun = lines.length === 1 ? 'line' : 'the lines';
  return `${noun} ${lines.slice(0, mostListed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The lines that it was most likely taken for, as they are. */
function hint(fault: Extract<EditFault, { is: 'nowhere' }>): string {
  if (fault.edit.kind !== 'replace') return '';
  const lines = fault.file.split('\n').map((text, index) => ({ number: index + 1, text, isChanged: false }));
  const [near] = similarLines([{ lines }], fault.edit.search.split('\n'));
  if (near === undefined) return ' Read the file, and copy the lines exactly.';
  const there = lines.slice(near.first, near.last + 1);
  return ` The lines most like it are these, from line ${near.first + 1} on:\n${there.map(({ text }) => text).join('\n')}`;
}
