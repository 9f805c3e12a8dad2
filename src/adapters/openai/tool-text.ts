import { sections, unfenced } from '../../core/sections.ts';
import type { ToolCall, ToolHead, Turn } from '../../ports/model.ts';

/**
 * The turns for a model that knows no tools by itself: the tools are described at the beginning, calls stand in the text as
 * tagged sections, and results come back as the user's words.
 */
export function turnsInText(turns: readonly Turn[], tools: readonly ToolHead[]): readonly Turn[] {
  const names = new Map(
    turns.flatMap((turn) =>
      turn.role === 'assistant' ? turn.calls.map((call) => [call.id, call.tool]) : [],
    ),
  );
  const spoken = turns.map((turn): Turn => {
    if (turn.role === 'tool')
      return { role: 'user', content: resultText(names.get(turn.call) ?? '', turn.content) };
    if (turn.role !== 'assistant') return turn;
    return {
      role: 'assistant',
      content: [turn.content, ...turn.calls.map(callText)].join('\n').trim(),
      calls: [],
    };
  });
  if (tools.length === 0) return spoken;
  const [first, ...rest] = spoken;
  const description = toolsText(tools);
  if (first?.role !== 'system') return [{ role: 'system', content: description }, ...spoken];
  return [{ role: 'system', content: `${first.content}\n\n${description}` }, ...rest];
}

function toolsText(tools: readonly ToolHead[]): string {
  const heads = tools.map(({ name, description, parameters }) =>
    [`## ${name}`, description, fenced('json', JSON.stringify(parameters))].join('\n'),
  );
  return `# Tools

You can call these tools. Under each stands the JSON Schema of its arguments.

${heads.join('\n\n')}

To call a tool, write this, with its arguments as one JSON object:

<call>
tool: NAME
\`\`\`json
{}
\`\`\`
</call>

You may make several calls in a row. After the last one write nothing more: you are told the results, each in <result>. Never write a <result> yourself.`;
}

function callText({ tool, input }: ToolCall): string {
  return ['<call>', `tool: ${tool}`, fenced('json', input), '</call>'].join('\n');
}

function resultText(tool: string, content: string): string {
  return ['<result>', `tool: ${tool}`, fenced('', content), '</result>'].join('\n');
}

/** In a fence that is longer than any in the text. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`{3,}/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** The words and the calls of an answer in text. What a model makes up after its calls, results above all, is left out. */
export function readToolText(text: string): {
  readonly content: string;
  readonly calls: readonly Omit<ToolCall, 'id'>[];
} {
  const [said = ''] = text.split(/^[ \t]*<result>/m);
  const start = said.search(/^[ \t]*<call>/m);
  if (start === -1) return { content: said, calls: [] };
  return {
    content: said.slice(0, start).trim(),
    calls: sections(said, 'call').map(({ text }) => readCall(text)),
  };
}

function readCall(text: string): Omit<ToolCall, 'id'> {
  const [line = '', name = ''] = /^\s*tool\s*:\s*(.*?)\s*$/im.exec(text) ?? [];
  const input = unfenced(text.replace(line, '')).trim();
  return { tool: name.replaceAll(/^[`"']+|[`"']+$/g, ''), input: input === '' ? '{}' : input };
}
