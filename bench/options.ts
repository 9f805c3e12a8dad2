import { parseArgs } from 'node:util';

/** The folders after `--repo`; throws where there is none. */
export function reposIn(argv: readonly string[]): readonly string[] {
  const { repo } = parseArgs({
    args: [...argv],
    options: { repo: { type: 'string', multiple: true, default: [] } },
  }).values;
  if (repo.length === 0) throw new Error('Say which repository: --repo DIR');
  return repo;
}
