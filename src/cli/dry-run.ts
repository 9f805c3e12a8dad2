import { anchors } from '../core/diff.ts';
import { type ReviewInput, reviewPrompts } from '../engines/review/review.ts';
import type { Model } from '../ports/model.ts';

/** What a review would look at and ask, without asking: the files with the lines that can carry a comment, and the first prompts. */
export function dryRun(input: ReviewInput, model: Pick<Model, 'window' | 'count'>): unknown {
  const { prompts } = reviewPrompts(input, model);
  return {
    files: input.diff.map((file) => ({
      path: file.path,
      oldPath: file.oldPath,
      status: file.status,
      added: file.added,
      removed: file.removed,
      anchors: anchors(file),
    })),
    prompts: prompts.map(({ prompt }) => ({
      name: prompt.name,
      tokens: prompt.messages.reduce((sum, { content }) => sum + model.count(content), 0),
      messages: prompt.messages,
    })),
  };
}
