import { codeSpan } from '../core/fence.ts';
import type { BudgetReason, Canceller, TransientReason, UserReason, Why } from '../core/failure.ts';
import { budgetSentence } from './budget.ts';
import { whoMay } from './permission.ts';
import { subjectNames } from './subject.ts';

/** What the reader is told when work ended early: what happened and what they can do. */
export function failureSentence(why: Why): string {
  switch (why.kind) {
    case 'user':
      return userSentence(why.reason);
    case 'budget':
      return beyondBudget(why.reason);
    case 'stale':
      return 'A newer commit is looked at instead. Nothing needs to be done.';
    case 'cancelled':
      return cancelledSentence(why.by);
    case 'transient':
      return transientSentence(why.reason);
  }
}

/** The same for whoever runs a command on their own machine, and so is the operator. */
export function ownFailureSentence(why: Why): string {
  const reason = why.kind === 'user' ? why.reason : undefined;
  if (reason?.is === 'model-setup') return `${modelSetup}${clause(reason.detail)}.`;
  if (reason?.is === 'no-model')
    return 'No model is set up: name one with `--model` or `PATCHWRIGHT_MODEL`, and set `OPENAI_BASE_URL` or `OPENAI_API_KEY` for its server.';
  return failureSentence(why);
}

const modelSetup = 'The model cannot be used as it is set up: ';

/** Stands in for a text that held one of our secrets. */
export function withheld(): string {
  return (
    'What Patchwright was going to say here held something that looks like a secret of its own, so it was withheld. ' +
    'The operator of this app finds more in its log.'
  );
}

function userSentence(reason: UserReason): string {
  if (isAboutModel(reason)) return modelSentence(reason);
  switch (reason.is) {
    case 'needs-permission':
      return `${slash(reason.command)} can be asked for by ${whoMay(reason.needs)}, and ${reason.login} is not among them. Somebody who is can ask instead.`;
    case 'bad-arguments':
      return `${slash(reason.command)} was not understood: ${clause(reason.fault)}. Write it as ${codeSpan(reason.usage)}.`;
    case 'wrong-subject':
      return `${slash(reason.command)} works on ${subjectNames(reason.subjects)} only. Ask for it there.`;
    case 'nothing-to-review':
    case 'cannot-start':
    case 'git':
      return sentence(reason.detail);
    case 'settings':
      return `The settings are not usable yet:\n${reason.faults.map((fault) => `- ${fault}`).join('\n')}`;
    case 'gone':
      return `${sentence(`${reason.what} is not there any more, or this app may not see it`)} Check that it exists and that the app is installed on its repository, then ask again.`;
  }
}

type ModelReason = Extract<UserReason, { is: `${string}model${string}` }>;

function isAboutModel(reason: UserReason): reason is ModelReason {
  return reason.is.includes('model');
}

function modelSentence(reason: ModelReason): string {
  switch (reason.is) {
    case 'model-unreadable':
      return `The model was asked ${reason.tries} times, and its answer could not be read (prompt ${codeSpan(reason.prompt)}: ${clause(reason.fault)}). Ask again, or have the operator of this app try another model.`;
    case 'model-refused':
      return `The model ${codeSpan(reason.model)} declined to answer: ${clause(reason.detail)}. Ask again, or have the operator of this app try another model.`;
    case 'model-setup':
      return `${modelSetup}${clause(reason.detail)}. When the operator of this app has mended that, ask again.`;
    case 'no-model':
      return 'No model is set up. When the operator of this app has set `PATCHWRIGHT_MODEL`, and `OPENAI_BASE_URL` or `OPENAI_API_KEY` for its server, ask again.';
  }
}

function beyondBudget(reason: BudgetReason): string {
  if (reason.is !== 'too-large') return budgetSentence(reason);
  return `${sentence(`${reason.what} is more than one request may take (${reason.limit})`)} Split it, or have the operator of this app raise the limit.`;
}

function cancelledSentence(by: Canceller): string {
  switch (by.is) {
    case 'person':
      return `Stopped by ${by.login}. What was done is kept; comment \`/continue\` to go on with it.`;
    case 'closed':
      return 'Stopped, because this was closed. Reopen it to have it looked at again.';
    case 'issue-closed':
      return 'Stopped, because the issue was closed. Reopen it and comment `/continue` to go on with it.';
    case 'draft':
      return 'Stopped, because the pull request is a draft again. Mark it as ready for review to have it looked at.';
    case 'shutdown':
      return 'The worker was shut down, and another one goes on with the work. Nothing needs to be done.';
  }
}

/** Said while it is tried again and when it was tried for long enough: so it promises neither. */
function transientSentence(reason: TransientReason): string {
  switch (reason.is) {
    case 'github-unavailable':
      return `GitHub does not answer as it should (${clause(reason.detail)}). If that lasts, ask again later.`;
    case 'github-limit':
      return `GitHub asks this app to send fewer requests (${clause(reason.detail)}). If that lasts, ask again later.`;
    case 'model-unavailable':
      return `The model's server does not answer as it should (${clause(reason.detail)}). If that lasts, ask again later.`;
    case 'delivery-in-doubt':
      return `GitHub left open whether it took the ${clause(reason.what)}. If it does not appear, ask again.`;
    case 'git-unavailable':
      return `The repository could not be fetched (${clause(reason.detail)}). If that lasts, ask again later.`;
    case 'busy':
      return `Patchwright is busy (${clause(reason.detail)}). If that lasts, ask again later.`;
  }
}

function slash(command: string): string {
  return codeSpan(`/${command}`);
}

/** A detail as part of a sentence: without the full stop that it may have brought. */
function clause(detail: string): string {
  return detail.trim().replace(/\.$/, '');
}

/** A detail as a sentence of its own. */
function sentence(detail: string): string {
  const text = detail.trim();
  const ending = /[.!?]$/.test(text) ? '' : '.';
  return text.charAt(0).toUpperCase() + text.slice(1) + ending;
}
