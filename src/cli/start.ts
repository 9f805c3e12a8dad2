import { type Command, Option } from 'commander';
import type { Role } from '../config/env.ts';
import { keepYoungGenerationSmall } from './young-generation.ts';

export function addStart(program: Command): void {
  program
    .command('start')
    .description('Start the app: take webhooks (web), work on jobs (worker), or both (all).')
    .addOption(new Option('--role <role>').choices(['web', 'worker', 'all']).default('all'))
    .action(start);
}

/** Runs until it is told to stop; a second signal ends it at once. The app takes seconds to load, and no other command needs it. */
async function start({ role }: { readonly role: Role }): Promise<void> {
  keepYoungGenerationSmall(role);
  const { startFromEnvironment } = await import('../main.ts');
  const app = await startFromEnvironment(process.env, role);
  if (app.url !== undefined) process.stdout.write(`Patchwright listens on ${app.url}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  process.once('SIGTERM', endAtOnce);
  process.once('SIGINT', endAtOnce);
  await app.close();
}

function endAtOnce(): never {
  process.exit(1);
}
