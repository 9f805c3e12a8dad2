import { createHash } from 'node:crypto';
import type { Finding } from './finding.ts';
import { canonicalCode } from './quoted-code.ts';

/**
 * The same for two findings about the same code, however often lines move: made of path, enclosing symbol (null where unknown),
 * the quoted code without its layout, and category. A finding that quotes nothing is known by its title.
 */
export function fingerprint(finding: Finding, symbol: string | null): string {
  const code = canonicalCode(finding.quote) || finding.title.trim().toLowerCase();
  const parts = [finding.path, symbol, code, finding.category];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
