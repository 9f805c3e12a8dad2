import type { Caller } from './authenticate.ts';

/** Requests are counted by installation, person, or all strangers together. */
export function rateKey({ caller }: { readonly caller: Caller }) {
  switch (caller.kind) {
    case 'installation':
      return `installation ${caller.installation.id}`;
    case 'user':
      return `user ${caller.account.login}`;
    case 'app':
    case 'none':
      return caller.kind;
  }
}
