/** The shortest value that counts as a secret: anything shorter stands in innocent text too. */
export const shortestSecret = 8;

/** What replaces a secret in logs and errors. */
const instead = '[redacted]';

/** Tokens that are known by their shape, whosoever they are. */
export const tokenPatterns = [
  { name: 'GitHub token', pattern: /gh[opsur]_[A-Za-z0-9._-]{20,}/g },
  { name: 'GitHub fine-grained token', pattern: /github_pat_[A-Za-z0-9_]{20,}/g },
  { name: 'model provider key', pattern: /(?<![A-Za-z0-9])sk-(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{20,}/g },
  {
    name: 'private key',
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^]*?-----END [A-Z ]*PRIVATE KEY-----)?/g,
  },
  { name: 'Slack token', pattern: /xox[abp]-[A-Za-z0-9-]{10,}/g },
  { name: 'AWS access key', pattern: /(?<![A-Z0-9])AKIA[0-9A-Z]{16}/g },
] as const;

/**
 * A text for logs and errors: each secret, plain or in base64, and each token known by its shape becomes `[redacted]`.
 * Give it whole texts; a secret cut in two is not found.
 */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap(formsOf)
    .toSorted((a, b) => b.length - a.length);
  const known = forms.reduce((rest, form) => rest.replaceAll(form, instead), text);
  return tokenPatterns.reduce((rest, { pattern }) => rest.replace(pattern, instead), known);
}

/** As it is, inside a string of JSON, and in both alphabets of base64. */
function formsOf(secret: string): readonly string[] {
  const encoded = base64Forms(secret);
  return [secret, JSON.stringify(secret).slice(1, -1), ...encoded, ...encoded.map(forUrl)];
}

/** What of a value's base64 is the same wherever in a longer text it stands: one form for each of three alignments. */
export function base64Forms(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const firstWhole = Math.ceil((offset * 8) / 6);
    const afterLastWhole = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(firstWhole, afterLastWhole);
  });
}

function forUrl(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}
