/** Hidden characters by another road than the code's: each by itself, with what stands beside it. */
export function hiddenIn(text: string): readonly string[] {
  const units = Array.from(text);
  return units.filter(
    (unit, place) => mayHide.test(unit) && !isFree(unit, units[place - 1] ?? '', units[place + 1] ?? ''),
  );
}

const mayHide = /^[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\uFFF9-\uFFFB]$/u;

function isFree(unit: string, before: string, after: string): boolean {
  return free.some((pattern) => pattern.test(`${before || ' '}${unit}${after}`));
}

const free = [
  /^.[\n\t]/su,
  /^.\r\n/su,
  /^[\p{Extended_Pictographic}\p{Emoji_Modifier}][\uFE0E\uFE0F]/u,
  /^[0-9#*]\uFE0F\u20E3/u,
  /^[\uFE0F\p{Extended_Pictographic}\p{Emoji_Modifier}]\u200D\p{Extended_Pictographic}/u,
  /^(?![a-z])[\p{L}\p{M}][\u200C\u200D](?![a-z])[\p{L}\p{M}]/iu,
];
