import { nextId, type Account, type State } from './state.ts';

/** The account of a login, opened at its first mention; a login that ends in `[bot]` is a bot's. */
export function accountOf(state: State, login: string, now: number): Account {
  return state.accounts.get(login.toLowerCase()) ?? openAccount(state, login, now);
}

/** An organization of that name, unless the login is already somebody's. */
export function organizationOf(state: State, login: string, now: number): Account {
  return state.accounts.get(login.toLowerCase()) ?? openAccount(state, login, now, 'Organization');
}

function openAccount(state: State, login: string, now: number, type?: 'Organization') {
  const kind = type ?? (login.endsWith('[bot]') ? 'Bot' : 'User');
  const account: Account = { id: nextId(state, 'account'), login, type: kind, createdAt: now };
  state.accounts.set(login.toLowerCase(), account);
  return account;
}

/** The name and address under which an account commits. */
export function identityOf(account: Account) {
  return { name: account.login, email: `${account.id}+${account.login}@users.noreply.github.com` };
}

/** The account that commits under an address, if GitHub knows it. */
export function accountByEmail(state: State, email: string) {
  const id = Number(/^(\d+)\+.*@users\.noreply\.github\.com$/.exec(email)?.[1]);
  return [...state.accounts.values()].find((one) => one.id === id);
}
