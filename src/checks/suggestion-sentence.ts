import { codeSpan } from '../core/fence.ts';
import { longestSuggestion, type SuggestionFault } from './suggestion.ts';

/** What is wrong with a suggestion, as a sentence for whoever would like to commit it. */
export function suggestionSentence(fault: SuggestionFault): string {
  if ('what' in fault) return `With it, line ${fault.line} would not be understood: ${codeSpan(fault.what)}.`;
  if ('lines' in fault)
    return `It has ${fault.lines} lines, and more than ${longestSuggestion} are not taken over at once.`;
  if ('line' in fault)
    return `It repeats a line that stands beside the place already: ${codeSpan(fault.line)}.`;
  return plainSentences[fault.is];
}

type Plain = Exclude<SuggestionFault['is'], 'repeats-neighbour' | 'too-long' | 'breaks-syntax'>;

const plainSentences: Readonly<Record<Plain, string>> = {
  'old-side': 'It is for lines that the change has removed.',
  'off-file': 'The lines that it is for are not in the file any more.',
  'other-lines': 'The lines that it is for do not say any more what it was written for.',
  'changes-nothing': 'It changes nothing.',
  indentation: 'Its lines are not indented as the file is, and not all off by the same.',
  'whole-file': 'It writes the whole file anew.',
  elision: 'It leaves code out where it says that the rest stays.',
  'conflict-marker': 'It holds the markers of a merge conflict.',
  'diff-marker': 'It is written as a diff, and not as the lines themselves.',
  'line-numbers': 'Its lines begin with numbers that are not part of the code.',
  fence: 'It holds marks of Markdown that are not part of the code.',
};
