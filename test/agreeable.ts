import type { Act } from './model-acts.ts';
import type { Asked } from './model-server.ts';

/**
 * What an agreeable model says where a test has nothing to say about it: every claim holds as it was made, an overview repeats the
 * title, nothing has been mended, tests expect what was asked for and fail for it, and every sentence is so. Undefined for other questions.
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
  if (prompt === 'fits') return '{"fits": true, "why": "It is what the issue says."}';
  if (prompt === 'claims') return '{"unsupported": []}';
  if (prompt === 'tests oracle') return '{"result": "follows", "because": "It is what was asked for."}';
  return undefined;
}

/** What one such answer takes, unless its question is longer: whole thousands, which do not change with the wording of a prompt. */
const agreeableTokens = 5_000;

function roundUsage(question: string) {
  const tokens = Math.ceil(question.length / 4 / agreeableTokens) * agreeableTokens;
  return { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens };
}

function verdictOn(question: string): string {
  const { title, severity, path, quote, body, suggestion } = claimIn(question);
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

const claimForm =
  /source="the claim" trust="anyone">\n(?<title>.*?)\n\n(?<path>.+?)(?:, lines [^;]*)?; (?<severity>\w+), \w+\n\nQuoted lines:\n(?<quote>.*?)\n\n(?<rest>.*?)\n<\/untrusted-/s;

function claimIn(question: string): Readonly<Record<string, string | undefined>> {
  const { rest = '', ...claim } = claimForm.exec(question)?.groups ?? {};
  const [body, suggestion] = rest.split('\n\nSuggested instead of the quoted lines:\n');
  return { ...claim, body, suggestion };
}

function titleIn(question: string): string {
  return /source="title of the pull request[^>]*>\n(.*?)\n/.exec(question)?.[1] ?? 'something';
}
