import type { z } from 'zod';
import type { Task } from '../../../src/commands/command.ts';
import { begun } from '../../../src/core/request.ts';
import type { Run } from '../../../src/core/run.ts';
import type { Account } from '../../../src/core/pull-request.ts';
import type { Issue, Remark } from '../../../src/ports/forge.ts';
import type { Mail } from '../../../src/ports/ledger.ts';

export interface IssueWorld {
  readonly remarks?: readonly Remark[];
  /** Logins of those who may write. */
  readonly writers?: readonly string[];
  readonly issue?: Issue;
  readonly mail?: readonly Mail[];
  readonly run?: Partial<Run>;
}

export const issueRef = { id: 1, owner: 'octo', repo: 'shop', number: 7 };

/** As much of a task as reading what was asked for takes: an issue with what is said on it, and steps that are kept in memory. */
export function issueTask({ remarks = [], writers = [], issue, mail = [], run = {} }: IssueWorld) {
  const kept = new Map<string, unknown>();
  const task = {
    run: { ...queued, ...run },
    subject: queued.subject,
    forge: {
      remarks: () => Promise.resolve(remarks),
      issue: () => (issue === undefined ? Promise.reject(new Error('no issue')) : Promise.resolve(issue)),
    },
    mayWrite: ({ login }: Account) => Promise.resolve(writers.includes(login)),
    mail: () => Promise.resolve(mail),
    async once<T>(name: string, inputs: unknown, schema: z.ZodType<T>, work: () => Promise<T>): Promise<T> {
      const key = JSON.stringify([name, inputs]);
      if (!kept.has(key)) kept.set(key, await work());
      return schema.parse(kept.get(key));
    },
  };
  return task as unknown as Task<unknown>;
}

const queued = begunRun();

function begunRun(): Run {
  const run = begun(
    undefined,
    {
      command: 'implement',
      args: [],
      subject: { kind: 'issue', ref: issueRef },
      cause: { kind: 'delivery', id: 'd1', sender: { id: 3, login: 'ada', isBot: false }, installation: 1 },
      asked: true,
      insists: true,
      outdates: false,
      state: { is: 'queued' },
      shows: 'status',
    },
    1_000,
  );
  if (run === undefined) throw new Error('nothing was begun');
  return run;
}
