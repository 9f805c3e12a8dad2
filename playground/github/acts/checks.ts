import type { Actor } from '../call.ts';
import { announceCheckRun, announceSuite, type CheckRunWords, createCheckRun } from '../changes/checks.ts';
import { type NewStatus, setStatus } from '../changes/statuses.ts';
import { repositoryOf } from '../find.ts';
import { checkRole } from '../rights.ts';
import { addWorkflowRun, type NewJob } from '../changes/workflow-runs.ts';
import { byId, repositoryNamed } from './named.ts';

export interface WorkflowOptions {
  readonly name?: string;
  readonly jobs: readonly NewJob[];
}

/** A check without a conclusion is still under way. */
export interface ReportedCheck extends CheckRunWords {
  readonly name: string;
}

/** What is said of commits, and the buttons on a check run. */
export function checkActs(actor: Actor) {
  const { state } = actor.github;
  return {
    /** Lets GitHub's Actions have run a workflow on a commit. */
    runWorkflow: (name: string, sha: string, run: WorkflowOptions) =>
      addWorkflowRun(actor, repositoryNamed(actor.github, name), {
        name: run.name ?? 'CI',
        sha,
        jobs: run.jobs,
      }),
    /** Lets an App of somebody else say how a commit stands. */
    reportCheck: (name: string, sha: string, check: ReportedCheck) =>
      createCheckRun(actor, repositoryNamed(actor.github, name), { ...check, headSha: sha, maker: 'guard' }),
    /** Says so in the older way, without a check run. */
    setStatus: (name: string, status: NewStatus) =>
      setStatus(actor, repositoryNamed(actor.github, name), status),
    /** 'Re-run' beside one check. */
    rerequestCheckRun(id: number) {
      const run = byId(state.checkRuns, id, 'check run');
      checkRole(actor, repositoryOf(state, run), 'write');
      announceCheckRun(actor, run, 'rerequested');
    },
    /** 'Re-run all checks'. */
    async rerequestCheckSuite(id: number) {
      const suite = byId(state.checkSuites, id, 'check suite');
      checkRole(actor, repositoryOf(state, suite), 'write');
      await announceSuite(actor, suite, 'rerequested');
    },
    /** A button that the App put on its check run. */
    pressAction(id: number, identifier: string) {
      const run = byId(state.checkRuns, id, 'check run');
      if (!run.actions.some((one) => one.identifier === identifier)) {
        throw new Error(`Check run ${id} has no button ${identifier}.`);
      }
      checkRole(actor, repositoryOf(state, run), 'write');
      announceCheckRun(actor, run, 'requested_action', { requested_action: { identifier } });
    },
  };
}
