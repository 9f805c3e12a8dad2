import type { Price } from '../core/budget.ts';
import type { Call } from '../ports/ledger.ts';
import type { Conversation, Model } from '../ports/model.ts';
import type { Budget, BudgetTerms, OpenBudget } from './budget.ts';

/** Opens models that stand in for one another, in the order of their names; every call is told. */
export type OpenModel = (names: readonly string[], onCall: (call: Call) => Promise<void>) => Model;

export interface ChainTerms extends Omit<BudgetTerms, 'prices'> {
  readonly openModel: OpenModel;
  readonly openBudget: OpenBudget;
  readonly priceOf: (model: string) => Price | null;
  /** Writes a call down where the budget will find it. */
  readonly record: (call: Call) => Promise<void>;
}

/** A chain of models that is asked only while its budget has room for the question; also for one that is asked again. */
export function openBudgeted(names: readonly string[], terms: ChainTerms): Model {
  const prices = new Map(names.map((name) => [name, terms.priceOf(name)]));
  const budget = terms.openBudget({ ...terms, prices });
  async function onCall(call: Call): Promise<void> {
    await terms.record(call);
    if (isAskedAgain(call)) await budget.check(call.tokensIn + call.tokensOut);
  }
  return budgeted(terms.openModel(names, onCall), budget);
}

/** What could not be read is asked for again, with the answer and what is wrong with it at its end. */
function isAskedAgain({ outcome }: Call): boolean {
  return outcome === 'unreadable';
}

function budgeted(model: Model, budget: Budget): Model {
  return {
    ...model,
    ask: (prompt, signal) => budget.spend(tokensOf(model, prompt.messages), () => model.ask(prompt, signal)),
    converse: (conversation, signal) =>
      budget.spend(tokensOf(model, saidIn(conversation)), () => model.converse(conversation, signal)),
  };
}

interface Text {
  readonly content: string;
}

function tokensOf(model: Pick<Model, 'count'>, texts: readonly Text[]): number {
  return texts.reduce((tokens, { content }) => tokens + model.count(content), 0);
}

/** Everything that is sent: calls and the heads of tools are read by the model, too. */
function saidIn({ turns, tools }: Conversation): readonly Text[] {
  const calls = turns.flatMap((turn) => (turn.role === 'assistant' ? turn.calls : []));
  return [...turns, ...[...calls, ...tools].map((part) => ({ content: JSON.stringify(part) }))];
}
