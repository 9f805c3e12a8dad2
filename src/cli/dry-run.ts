import { anchors } from '../core/diff.ts';
import { planReview, promptOf, type ReviewInput } from '../engines/review/review.ts';
import type { Model } from '../ports/model.ts';
import type { Workspace } from '../ports/workspace.ts';

/** What a review would look at and ask, without asking: the files with the lines that can carry a comment, and the first prompts. */
export async function dryRun(
  input: ReviewInput,
  workspace: Workspace,
  model: Pick<Model, 'count'>,
): Promise<unknown> {
  const { signal } = new AbortController();
  const { effort, readings, left } = await planReview(input, workspace, {
    count: (text) => model.count(text),
    signal,
  });
  return {
    effort,
    files: input.diff.map((file) => ({
      path: file.path,
      oldPath: file.oldPath,
      status: file.status,
      added: file.added,
      removed: file.removed,
      anchors: anchors(file),
    })),
    notLookedAt: left,
    prompts: readings.map((reading) => {
      const { name, messages } = promptOf(reading, input, readings.length === 1);
      const tokens = messages.reduce((sum, { content }) => sum + model.count(content), 0);
      return { name, unit: reading.unit.name, lenses: reading.lenses, tokens, messages };
    }),
  };
}
