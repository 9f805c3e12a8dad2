import type { Act } from './model-acts.ts';
import type { Asked } from './model-server.ts';

/**
 * What an agreeable model says where a test has nothing to say about it: every claim holds as it was made, an overview repeats the
 * title, and nothing has been mended. Undefined for other questions.
 */
export function agreeable({ prompt, messages }: Pick<Asked, 'prompt' | 'messages'>): Act | undefined {
  const question = messages.map(({ content }) => content).join('\n');
  const text = answerTo(prompt, question);
  return text === undefined ? undefined : { is: 'text', text, usage: roundUsage(question) };
}

function answerTo(prompt: string, question: string): string | undefined {
  if (prompt.startsWith('verify ')) return verdictOn(question);
  if (prompt === 'overview') return `<summary>\nChanges ${titleIn(question)}.\n</summary>`;
  if (prompt === 'mended') return '{"mended": "no", "because": "The code still does it."}';
  return undefined;
}

/** What one such answer takes, unless its question is longer: whole thousands, which do not change with the wording of a prompt. */
const agreeableTokens = 5_000;

function roundUsage(question: string) {
  const tokens = Math.ceil(question.length / 4 / agreeableTokens) * agreeableTokens;
  return { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens };
}

function verdictOn(question: string): string {
  const claim = /source="the claim" trust="anyone">\n(.*?)\n<\/untrusted-/s.exec(question)?.[1] ?? '';
  const [title = '', place = ''] = claim.split('\n\n');
  const [, path = '', severity = ''] = /^(.+?)(?:, lines .*?)?; (\w+), \w+$/.exec(place) ?? [];
  const [, quote = '', rest = ''] = /\n\nQuoted lines:\n(.*?)\n\n(.*)$/s.exec(claim) ?? [];
  const [body = '', suggestion] = rest.split('\n\nSuggested instead of the quoted lines:\n');
  const mend = suggestion === undefined ? '' : `<suggestion>\n\`\`\`\n${suggestion}\n\`\`\`\n</suggestion>\n`;
  return `<verdict>
introduced: yes
trigger: as claimed
outcome: as claimed
contradicted: no
kind: defect
repeats: no
severity: ${severity}
confidence: 0.9
title: ${title}
<proof>
path: ${path}
\`\`\`
${quote}
\`\`\`
</proof>
<body>
${body}
</body>
${mend}</verdict>`;
}

function titleIn(question: string): string {
  return /source="title of the pull request[^>]*>\n(.*?)\n/.exec(question)?.[1] ?? 'something';
}
