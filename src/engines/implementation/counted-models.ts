import type { Model, Models, Usage } from '../../ports/model.ts';
import type { Notes } from './notes.ts';

/** Models whose answers are counted in the notes: for what is asked beside the conversation. */
export function countedModels({ fast, strong }: Models, notes: Pick<Notes, 'beside'>): Models {
  return { fast: counted(fast, notes), strong: counted(strong, notes) };
}

function counted(model: Model, notes: Pick<Notes, 'beside'>): Model {
  function add(usage: Usage): void {
    const { tokensIn, tokensCached, tokensOut, usd } = notes.beside;
    notes.beside = {
      tokensIn: tokensIn + usage.tokensIn,
      tokensCached: tokensCached + usage.tokensCached,
      tokensOut: tokensOut + usage.tokensOut,
      usd: usd === null || usage.usd === null ? null : usd + usage.usd,
    };
  }
  return {
    ...model,
    ask: async (prompt, signal) => {
      const answer = await model.ask(prompt, signal);
      add(answer.usage);
      return answer;
    },
    converse: async (conversation, signal) => {
      const said = await model.converse(conversation, signal);
      add(said.usage);
      return said;
    },
  };
}
