import { join } from 'node:path';
import { z } from 'zod';
import { promptFingerprint, type Question } from '../../core/prompt.ts';
import type { Conversation, Turn } from '../../ports/model.ts';

const about = {
  prompt: z.string(),
  fingerprint: z.string(),
  /** The model that was asked. */
  model: z.string(),
  /** Who wrote the answer: the model's name once more, or 'written by hand'. */
  answeredBy: z.string(),
  date: z.iso.date(),
};

/** A model's answer kept in a file, for the question with this name and fingerprint. */
export const Recording = z.object({ ...about, answer: z.string() }).readonly();
export type Recording = z.infer<typeof Recording>;

const Call = z.object({ id: z.string(), tool: z.string(), input: z.string() }).readonly();

/** The next turn of a conversation kept in a file, for the turns and tools with this fingerprint. */
export const TurnRecording = z
  .object({
    ...about,
    said: z
      .object({
        content: z.string(),
        calls: z.array(Call).readonly(),
        ended: z.enum(['finished', 'calls', 'length']),
      })
      .readonly(),
  })
  .readonly();
export type TurnRecording = z.infer<typeof TurnRecording>;

export const AnyRecording = z.union([Recording, TurnRecording]);
export type AnyRecording = z.infer<typeof AnyRecording>;

/** The file of a question's recorded answer, such as `review-0123456789abcdef.json`. */
export function recordingPath(directory: string, question: Question): string {
  return join(directory, `${question.name}-${promptFingerprint(question)}.json`);
}

/** A conversation as the question that it is: its fingerprint is that of all turns, with their calls, and of the tools. */
export function conversationQuestion({ name, turns, tools }: Conversation): Question {
  const messages = turns.map((turn) => ({ role: turn.role, content: contentOf(turn) }));
  return { name, messages: [...messages, { role: 'tools', content: JSON.stringify(tools) }] };
}

function contentOf(turn: Turn): string {
  switch (turn.role) {
    case 'system':
    case 'user':
      return turn.content;
    case 'assistant':
      return JSON.stringify([turn.content, turn.calls.map(({ id, tool, input }) => [id, tool, input])]);
    case 'tool':
      return JSON.stringify([turn.call, turn.content]);
  }
}
