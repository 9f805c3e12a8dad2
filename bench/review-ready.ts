import { yardstick } from '../src/adapters/openai/opener.ts';
import type { Model, Usage } from '../src/ports/model.ts';

const free: Usage = { tokensIn: 0, tokensCached: 0, tokensOut: 0, usd: 0 };

/**
 * A model that answers every question at once: readers name the first line that was added, and whoever checks a claim looks into the file
 * and then agrees.
 */
export function ready(): Model {
  return {
    ...yardstick,
    name: 'ready',
    ask: async (prompt) => {
      const question = prompt.messages.map(({ content }) => content).join('\n');
      const read = prompt.read(prompt.name === 'overview' ? overview : suspicion(question));
      if (read.is === 'fault') throw new Error(`${prompt.name}: ${read.fault}`);
      return { value: read.value, usage: free, model: 'ready' };
    },
    converse: async ({ turns, tools }) => {
      const task = turns.map(({ content }) => content).join('\n');
      const [, path = '', quote = ''] =
        /\n(\S+?)(?:, lines [^;]*)?; \w+, \w+\n\nQuoted lines:\n(.*)/.exec(task) ?? [];
      const isFirst = turns.length <= 2 && tools.some(({ name }) => name === 'read_file');
      const calls = isFirst ? [{ id: 'look', tool: 'read_file', input: JSON.stringify({ path }) }] : [];
      const content = isFirst ? '' : verdict(path, quote);
      return { content, calls, ended: isFirst ? 'calls' : 'finished', usage: free, model: 'ready' };
    },
  };
}

const overview = '<summary>\nChanges something.\n</summary>';

function suspicion(question: string): string {
  const [, path = '', quote = ''] = /^### (\S+)[^]*?\n *\d+ \+(.*\w.*)$/m.exec(question) ?? [];
  const finding = quote === '' ? '<none/>' : findingOf(path, quote);
  return `<summary>\nChanges something.\n</summary>\n${finding}`;
}

function findingOf(path: string, quote: string): string {
  return `<finding>
path: ${path}
side: new
severity: high
category: bug
confidence: 0.9
title: ${quote.replaceAll(/\W+/g, ' ').slice(0, 100)} fails
<quote>
${quote}
</quote>
<body>
With nothing in the list it fails.
</body>
</finding>`;
}

function verdict(path: string, quote: string): string {
  return `<verdict>
introduced: yes
trigger: an empty list
outcome: it fails
contradicted: no
kind: defect
repeats: no
severity: high
confidence: 0.9
title: ${quote.replaceAll(/\W+/g, ' ').slice(0, 100)} fails
<proof>
path: ${path}
\`\`\`
${quote}
\`\`\`
</proof>
<body>
With nothing in the list it fails.
</body>
</verdict>`;
}
