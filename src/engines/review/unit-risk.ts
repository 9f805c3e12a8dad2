import { type FileKind, fileKinds } from '../../core/file-kind.ts';
import { changedLines, type ChangedName } from './unit-names.ts';
import type { ChangedPiece } from './unit-piece.ts';

/** What speaks for looking closely at a unit. Effort is chosen by it. */
export interface Risk {
  /** Of the file that deserves most attention. */
  readonly kind: FileKind;
  /** Words, or how they begin, of changed lines and paths that have to do with security, and with things that happen at once. */
  readonly security: readonly string[];
  readonly concurrency: readonly string[];
  /** Names that other files can use and that were removed, or changed in what they take. */
  readonly contracts: readonly string[];
  /** Lines elsewhere that use what was changed. */
  readonly callers: number;
}

export interface Risky {
  readonly parts: readonly Pick<ChangedPiece, 'file' | 'kind' | 'hunks'>[];
  readonly changed: readonly ChangedName[];
  readonly callers: number;
}

export function riskOf({ parts, changed, callers }: Risky): Risk {
  const telling = parts.filter(({ kind }) => kind !== 'docs' && kind !== 'data');
  const texts = telling.flatMap((part) => [part.file.path, ...textsOf(part)]);
  const broken = changed.filter(
    ({ how, isExported }) => isExported && (how === 'removed' || how === 'signature'),
  );
  return {
    kind: fileKinds.find((kind) => parts.some((part) => part.kind === kind)) ?? 'data',
    security: wordsOf(texts, securityWords),
    concurrency: wordsOf(texts, concurrencyWords),
    contracts: [...new Set(broken.map(({ name }) => name))],
    callers,
  };
}

/** A number to order units by: code before everything else, and within a kind what is likelier to hurt. */
export function riskScore({ kind, security, concurrency, contracts, callers }: Risk): number {
  const base = (fileKinds.length - fileKinds.indexOf(kind)) * 100;
  const words = Math.min(30, security.length * 10) + Math.min(15, concurrency.length * 5);
  return base + words + Math.min(20, contracts.length * 5) + Math.min(20, callers);
}

function textsOf(part: Pick<ChangedPiece, 'hunks'>): readonly string[] {
  return changedLines(part).map(({ line }) => line.text.slice(0, longestLine));
}

/** More characters of a line than these are data. */
const longestLine = 1_000;
const mostWords = 8;

/** What was found, without its case, each once. */
function wordsOf(texts: readonly string[], words: RegExp): readonly string[] {
  const found = texts.flatMap((text) => text.match(words) ?? []);
  return [...new Set(found.map((word) => word.toLowerCase()))].sort().slice(0, mostWords);
}

/** Where strangers' input, rights and secrets are dealt with. */
const securityWords =
  /auth(?:n|z|enti|ori[sz]|(?![a-z]))|passw(?:or)?d|passphrase|secret|token|credential|session|cookie|csrf|\bcors\b|xss|saniti[sz]e|escape|innerhtml|outerhtml|dangerouslyset|encrypt|decrypt|cipher|hmac|signature|certificate|\btls\b|\bssl\b|sql(?![a-z])|\bexec|\beval\b|subprocess|\bshell\b|deseriali[sz]e|pickle|yaml\.load|__proto__|redirect|permission|\badmin|chmod|symlink|realpath|\bregexp\(|unsafe|upload/gi;

const concurrencyWords =
  /\basync\b|\bawait\b|promise\.\w+|\bthread|\block(?:s|ed|ing)?\b|mutex|semaphore|atomic|\bgo func\b|\bchan\b|<-|goroutine|waitgroup|synchronized|volatile|concurren|\bspawn|\bworker|\bqueue|settimeout|setinterval|setimmediate|nexttick|\bretr(?:y|ies)|transaction|debounce|throttle|\bsubscribe|addeventlistener|removelistener/gi;
