import { spawnSync } from 'node:child_process';

/** What some suites need besides npm's packages: a command that succeeds where it is there, and Debian's package of it. */
const needs = {
  bubblewrap: { argv: ['bwrap', '--version'], package: 'bubblewrap' },
  pytest: {
    argv: ['/usr/bin/python3', '-c', 'import pytest, coverage'],
    package: 'python3-pytest python3-coverage',
  },
  pip: { argv: ['/usr/bin/python3', '-m', 'pip', '--version'], package: 'python3-pip' },
} as const;

/**
 * Why suites with these needs are skipped here, printed and listed; false where they can run. With CI=true nothing is skipped: there,
 * what is missing is a failure.
 */
export function lacking(...wanted: readonly (keyof typeof needs)[]): string | false {
  const missing = wanted.find((name) => {
    const [program, ...args] = needs[name].argv;
    return spawnSync(program, args, { stdio: 'ignore' }).status !== 0;
  });
  if (missing === undefined || process.env['CI'] === 'true') return false;
  const reason = `${missing} is not there: on Debian, install ${needs[missing].package}`;
  console.log(`Skipped: what needs it. ${reason}`);
  return reason;
}
