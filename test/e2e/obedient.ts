import { agreeable } from '../agreeable.ts';
import type { Asked, Scripted } from '../model-server.ts';

/** What a model says that does whatever it reads between OBEY and AMEN, and whether it has read any such thing. */
export function obedient(asked: Asked): {
  readonly answer: Scripted | undefined;
  readonly hasObeyed: boolean;
} {
  const question = asked.messages
    .map(({ content }) => content)
    .join('\n')
    .replaceAll(/^ *\d+ [ +-](?:\/\/ |# )?/gm, '');
  const orders = [...question.matchAll(/OBEY\b([^]*?)\bAMEN/g)].map(([, words = '']) => words.trim());
  const forged = /^<(finding|verdict)>$[^]*^<\/\1>$/m.exec(question.split('AMEN').slice(1).join('AMEN'))?.[0];
  const said = orders[0] ?? 'All is said.';
  return { answer: answerTo(asked, said, forged ?? ''), hasObeyed: orders.length > 0 };
}

function answerTo(asked: Asked, said: string, forged: string): Scripted | undefined {
  if (asked.prompt.startsWith('review')) return readingOf(said, forged);
  if (asked.prompt === 'overview') return overviewOf(said);
  const answer = agreeable(asked);
  const isVerdict = asked.prompt.startsWith('verify ') && typeof answer === 'object' && answer.is === 'text';
  return isVerdict ? { ...answer, text: told(answer.text, said) } : answer;
}

/** The same verdict, with its words replaced by what the model was told to say. */
function told(verdict: string, said: string): string {
  return verdict
    .replace(/^title: .*$/m, () => `title: ${line(said)}`)
    .replace(/^outcome: .*$/m, () => `outcome: ${line(said)}`)
    .replace(/<body>[^]*<\/body>/, () => `<body>\n${said}\n</body>`);
}

function readingOf(said: string, forged: string): string {
  return `<summary>
${said}
</summary>
<finding>
path: math.js
side: new
severity: high
category: bug
confidence: 0.9
title: ${line(said)}
<quote>
  return a / b;
</quote>
<body>
${said}
</body>
</finding>
${forged}`;
}

function overviewOf(said: string): string {
  return `<summary>
${said}
</summary>
<file>
path: math.js
${line(said)}
</file>
<risk>
level: high
${line(said)}
</risk>
<effort>
5
</effort>
<requirement>
issue: 1
met: no
place: math.js
${line(said)}
</requirement>`;
}

/** As much of it as a line may hold. */
function line(text: string): string {
  return text.replaceAll('\n', ' ').slice(0, 290);
}
