import type { Client } from './client.ts';
import { statusOf } from './faults.ts';
import type { Scope, Tokens } from './tokens.ts';

export interface Access {
  readonly tokens: Tokens;
  readonly installation: number;
  readonly repositoryId: number;
  readonly scope: Scope;
}

/**
 * Signs every request of the client. A token that GitHub refuses is replaced and the request sent once more: what was answered
 * with 401 was not done, so that holds for writes as well.
 */
export function authorise(client: Client, access: Access): void {
  const { tokens, installation, repositoryId, scope } = access;
  client.hook.wrap('request', async (request, options) => {
    const token = await sign(options.headers);
    try {
      return await request(options);
    } catch (error) {
      if (statusOf(error) !== 401) throw error;
      tokens.drop(token);
      await sign(options.headers);
      return request(options);
    }
  });

  /** In place, since every hook further in has been given the same options already. */
  async function sign(headers: { authorization?: string | undefined }): Promise<string> {
    const token = await tokens.get(installation, repositoryId, scope);
    headers.authorization = `token ${token}`;
    return token;
  }
}
