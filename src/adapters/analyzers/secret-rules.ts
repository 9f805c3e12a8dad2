import { rules } from '@secretlint/secretlint-rule-preset-recommend';

/** One of secretlint's rules, and what we say where it speaks. */
export interface SecretRule {
  readonly id: string;
  readonly creator: (typeof rules)[number];
  readonly name: string;
  readonly article: 'A' | 'An';
  readonly remedy: string;
  /** Its shape tells it for sure, wherever it stands. Others are mostly made up in tests and documents. */
  readonly isSure: boolean;
}

type Row = readonly [rule: string, name: string, remedy: string, isSure: boolean];

/**
 * Chosen one by one. Left out are those that comments in the code could switch off (`filter-comments`) and those whose shape is common
 * in innocent text (Figma, Notion, Vercel, Cloudflare's global key).
 */
const rows: readonly Row[] = [
  ['aws', 'AWS secret key', 'Deactivate it in IAM and make another.', true],
  [
    'gcp',
    'Google Cloud service account key',
    'Delete it under IAM, Service accounts, and make another.',
    true,
  ],
  [
    'privatekey',
    'private key',
    'Make a new pair and take the old public key from wherever it is trusted.',
    false,
  ],
  ['npm', 'npm access token', 'Revoke it with `npm token revoke` and make another.', true],
  ['basicauth', 'password in an address', 'Change the password.', false],
  ['slack', 'Slack token', 'Revoke it in the settings of the Slack app and make another.', false],
  ['sendgrid', 'SendGrid API key', 'Delete it in the settings under API keys and make another.', true],
  ['shopify', 'Shopify access token', 'Revoke it in the settings of the Shopify app and make another.', true],
  ['stripe', 'Stripe secret key', 'Roll it in the dashboard under API keys.', true],
  ['github', 'GitHub token', 'Revoke it in the developer settings and make another.', true],
  [
    'gitlab',
    'GitLab access token',
    'Revoke it in the preferences under access tokens and make another.',
    true,
  ],
  ['grafana', 'Grafana token', 'Revoke it under service accounts and make another.', true],
  ['openai', 'OpenAI API key', 'Revoke it in the dashboard under API keys and make another.', true],
  ['anthropic', 'Anthropic API key', 'Disable it in the console under API keys and make another.', true],
  ['groq', 'Groq API key', 'Delete it in the console under API keys and make another.', true],
  ['huggingface', 'Hugging Face access token', 'Invalidate it in the settings under access tokens.', true],
  ['linear', 'Linear API key', 'Revoke it in the settings under API and make another.', true],
  [
    '1password',
    '1Password service account token',
    'Revoke it under service accounts and make another.',
    true,
  ],
  ['database-connection-string', 'database password', 'Change the password.', false],
  ['hashicorp-vault', 'Vault token', 'Revoke it with `vault token revoke`.', true],
  ['databricks', 'Databricks access token', 'Revoke it in the user settings and make another.', true],
  ['docker', 'Docker access token', 'Delete it in the account settings and make another.', true],
  ['tailscale', 'Tailscale key', 'Revoke it in the admin console under keys.', true],
];

export const secretRules: readonly SecretRule[] = rows.map(([short, name, remedy, isSure]) => {
  const id = `@secretlint/secretlint-rule-${short}`;
  const creator = rules.find(({ meta }) => meta.id === id);
  if (creator === undefined) throw new Error(`secretlint's preset has no rule ${id} any more.`);
  return {
    id,
    creator,
    name,
    article: /^(?:[AEIOU]|npm)/.test(name) ? 'An' : 'A',
    remedy,
    isSure,
  };
});
