import { join } from 'node:path';
import { z } from 'zod';
import { promptFingerprint, type Question } from '../../core/prompt.ts';

/** A model's answer kept in a file, for the question with this name and fingerprint. */
export const Recording = z
  .object({
    prompt: z.string(),
    fingerprint: z.string(),
    /** The model that was asked. */
    model: z.string(),
    /** Who wrote the answer: the model's name once more, or 'written by hand'. */
    answeredBy: z.string(),
    date: z.iso.date(),
    answer: z.string(),
  })
  .readonly();
export type Recording = z.infer<typeof Recording>;

/** The file of a question's recorded answer, such as `review-0123456789abcdef.json`. */
export function recordingPath(directory: string, question: Question): string {
  return join(directory, `${question.name}-${promptFingerprint(question)}.json`);
}
