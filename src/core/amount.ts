/** `48,200 tokens`. */
export function tokensText(tokens: number): string {
  return `${tokens.toLocaleString('en-US')} ${tokens === 1 ? 'token' : 'tokens'}`;
}

/** `$1.25`; amounts of a few cents and below with the two digits that tell something, such as `$0.0042`. */
export function dollarsText(usd: number): string {
  if (usd > 0 && usd < 0.0001) return 'less than $0.0001';
  const brief = Number(usd.toPrecision(2));
  return brief > 0 && brief < 0.1 ? `$${brief}` : `$${usd.toLocaleString('en-US', cents)}`;
}

const cents = { minimumFractionDigits: 2, maximumFractionDigits: 2 } as const;
