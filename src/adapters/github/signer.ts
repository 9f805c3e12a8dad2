import { z } from 'zod';
import type { Signer } from '../../ports/forge.ts';
import { read, type Reading } from './reading.ts';

/** The name and address that GitHub gives to the commits of this App. */
export async function readSigner(at: Reading): Promise<Signer> {
  const name = at.self.botLogin;
  const { id } = await read(at, `@${name}`, Bot, () =>
    at.client.rest.users.getByUsername({ username: name }),
  );
  return { name, email: `${id}+${name}@users.noreply.github.com` };
}

const Bot = z.object({ id: z.int() });
