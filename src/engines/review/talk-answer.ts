import { z } from 'zod';
import { fencedLines, sections } from '../../core/sections.ts';
import type { Reading } from '../../ports/model.ts';
import { describe, keyValues, section } from './answer.ts';
import { proofOf } from './verdict.ts';

/** Code that a reply rests on, shown below it: the first line keeps its indentation, so that the others stand right under it. */
const Quoted = z
  .object({
    path: z.string().trim().min(1),
    quote: z.string().regex(/\S/, 'there is no code in it').transform(withoutBlankRim),
  })
  .readonly();

function withoutBlankRim(code: string): string {
  return code.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
}

/** An answer in a thread. What to make of `stand` is not the model's business. */
const TalkReply = z
  .object({
    is: z.literal('reply'),
    /** Whether the finding stands, was wrong, or was decided by somebody who may. */
    stand: z.enum(['keep', 'withdraw', 'settled']),
    text: z.string().trim().min(1, 'there is no <reply>').max(1_500),
    proofs: z.array(Quoted).max(3).readonly(),
    /** A rule that was given as a reason and should hold for the whole repository, in one line. */
    lesson: z.string().max(400).nullable(),
  })
  .readonly();
export type TalkReply = z.infer<typeof TalkReply>;

export const Talk = z.discriminatedUnion('is', [z.object({ is: z.literal('silent') }).readonly(), TalkReply]);
export type Talk = z.infer<typeof Talk>;

export const talkForm = `<answer>
stand: keep | withdraw | settled
<proof>
path: path/of/the/file
\`\`\`
one to eight lines of code that your reply rests on, copied exactly from the file
\`\`\`
</proof>
<reply>
your reply, in one to four plain sentences
</reply>
<lesson>
only where somebody gave a reason that should hold for the whole repository: the rule, in one sentence
</lesson>
</answer>`;

/** Reads `<silent/>`, or an answer in the form of `talkForm`. */
export function readTalk(text: string): Reading<Talk> {
  const [block] = sections(text, 'answer').slice(-1);
  if (block === undefined) {
    return /^[ \t]*<silent\s*\/?>/im.test(text)
      ? { is: 'value', value: { is: 'silent' } }
      : fault('There is neither an <answer> section nor <silent/>.');
  }
  if (!block.isClosed) return fault('The answer is not closed with </answer>.');
  const reply = TalkReply.safeParse(fieldsOf(block.text));
  return reply.success ? checked(reply.data) : fault(describe(reply.error));
}

/** Code is shown from proofs, which are looked up; what stands in the words themselves nobody has checked. */
function checked(reply: TalkReply): Reading<Talk> {
  if (fencedLines(reply.text) !== undefined)
    return fault(
      'There is a block of code in <reply>. Quote code in <proof> sections: they are shown below it.',
    );
  if (reply.stand === 'withdraw' && reply.proofs.length === 0)
    return fault('A finding is withdrawn only with a <proof> that shows why it was wrong.');
  return { is: 'value', value: reply };
}

function fault(sentence: string): Reading<never> {
  return { is: 'fault', fault: sentence };
}

function fieldsOf(block: string): Record<string, unknown> {
  const head = block.split(/^[ \t]*<(?:proof|reply|lesson)>/m)[0] ?? '';
  return {
    is: 'reply',
    ...keyValues(head, /^stand$/),
    text: section(block, 'reply') ?? '',
    proofs: sections(block, 'proof').map(({ text }) => proofOf(text)),
    lesson: section(block, 'lesson')?.replace(/\s+/g, ' ').trim() || null,
  };
}
