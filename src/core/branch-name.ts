/** Why git takes no branch of that name, in a few words; undefined where it does. By the rules of git-check-ref-format. */
export function refFault(name: string): string | undefined {
  if (name === '' || name === '@') return 'names nothing';
  if (name.startsWith('-') || name === 'HEAD') return 'is a word of git';
  // oxlint-disable-next-line no-control-regex -- git refuses control characters
  if (/[\u0000- \u007f~^:?*[\\]|\.\.|@\{|\/\/|[./]$|^\//.test(name))
    return 'holds a sign that git does not take';
  const isBad = name.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'));
  return isBad ? 'has a part that git does not take' : undefined;
}

/** Words of a title in small letters with hyphens between them, 40 characters at most; empty where it has no letters or digits of ASCII. */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (words.length <= longestSlug) return words;
  const cut = words.slice(0, longestSlug + 1);
  return cut.slice(0, Math.max(cut.lastIndexOf('-'), 0)) || words.slice(0, longestSlug);
}

const longestSlug = 40;
