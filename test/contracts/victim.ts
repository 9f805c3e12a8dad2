import { type Job, laneOf } from '../../src/core/job.ts';
import { endWithParent } from './child.ts';
import { type Kind, openBackend } from './backends.ts';

/** A worker made to be killed: adds the job that it is given, takes it, says so, and never ends it. */
endWithParent();
const [kind, address, prefix, timing, job] = process.argv.slice(2) as [Kind, string, string, string, string];
const parsed = JSON.parse(job) as Job;
const backend = await openBackend(kind, address);
const queue = await backend.openQueue(prefix, JSON.parse(timing) as object);
await queue.add(parsed);
await queue.work(laneOf(parsed), 1, (_data, { number }) => {
  console.log(number);
  return new Promise(() => undefined);
});
