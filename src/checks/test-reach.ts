import { codeSpan } from '../core/fence.ts';
import type { SyntaxNode, SyntaxTree } from '../core/syntax-tree.ts';

/** What a test may not do, by the form of its code, with what is to be done instead. */
export interface Reach {
  readonly reason: 'reaches outside' | 'depends on the clock or on chance';
  readonly say: string;
}

/** What parts of a test file reach for that is not theirs; undefined where there is nothing. */
export function reachOf(tree: SyntaxTree, parts: readonly SyntaxNode[]): Reach | undefined {
  const language = tree.language === 'python' ? 'python' : 'script';
  const code = parts.map((part) => codeOf(tree, part)).join('\n');
  const text = parts.map(({ start, end }) => tree.text.slice(start, end)).join('\n');
  for (const { reason, say, forbidden, quoted, ...terms } of rules[language]) {
    const [seen] = forbidden.exec(code) ?? quoted?.exec(text) ?? [];
    if (seen !== undefined && isMeant(tree, terms))
      return { reason, say: `${say} What says so: ${codeSpan(seen.trim())}` };
  }
  return undefined;
}

function isMeant({ text }: SyntaxTree, { unless, when }: Pick<Rule, 'unless' | 'when'>): boolean {
  return unless?.test(text) !== true && when?.test(text) !== false;
}

/** Without what stands in texts and comments: a title may well speak of a process. */
function codeOf(tree: SyntaxTree, node: SyntaxNode): string {
  if (/^(?:string_fragment|string_content|comment|regex_pattern)$/.test(node.kind)) return '';
  let [code, end] = ['', node.start];
  for (const child of node.children) {
    code += tree.text.slice(end, child.start) + codeOf(tree, child);
    end = child.end;
  }
  return code + tree.text.slice(end, node.end);
}

interface Rule extends Reach {
  /** In code; what stands in texts and comments is left out. */
  readonly forbidden: RegExp;
  /** In the text as it is: names of modules. */
  readonly quoted?: RegExp;
  /** What in the file takes it under control. */
  readonly unless?: RegExp;
  /** What in the file it takes for the words to mean this. */
  readonly when?: RegExp;
}

const outside = 'reaches outside';
const chance = 'depends on the clock or on chance';

const scripts: readonly Rule[] = [
  {
    reason: outside,
    say: 'It starts processes or threads, or opens connections. A unit test calls functions.',
    forbidden: /(?<![.\w$])(?:import|require)\s*\(\s*(?!(['"])\1\s*[,)])/,
    quoted:
      /\b(?:from|import|import\s*\(|require\s*\()\s*['"`](?:node:)?(?:child_process|cluster|worker_threads|net|http|https|http2|dgram|dns|tls|inspector|repl|vm|v8|module)(?:\/\w+)?['"`]/,
  },
  {
    reason: outside,
    say: 'It uses `process` for more than to read its environment, platform or version.',
    forbidden:
      /(?:(?<![.\w$])|\b(?:globalThis|global)\s*\??\.\s*)process\b(?!\s*:)(?!\.(?:env|platform|version|versions|cwd|nextTick|arch)\b)/,
    quoted:
      /\b(?:from|import|require\s*\()\s*['"`](?:node:)?process['"`]|\b(?:globalThis|global)\s*\[\s*['"`]process['"`]/,
  },
  {
    reason: outside,
    say: 'It makes code out of text, or reaches for what the runner keeps to itself.',
    forbidden:
      /(?<![.\w$])eval\s*\(|\bnew\s+Function\b|(?<![.\w$])Function\s*\(|\.\s*__proto__\b|\bconstructor\s*(?:\[|\.\s*constructor)/,
    quoted: /\.patchwright\b|\[\s*['"`]__proto__['"`]\s*\]/,
  },
  {
    reason: outside,
    say: 'It goes to the network. Hand in a stand-in instead.',
    forbidden:
      /(?:(?<![.\w$])|\b(?:globalThis|global|window)\.)fetch\s*\(|\bXMLHttpRequest\b|\bnew\s+WebSocket\b/,
    quoted:
      /\b(?:from|import|import\s*\(|require\s*\()\s*['"`](?:axios|undici|got|node-fetch|superagent)['"`]/,
    unless:
      /(?:globalThis|global|window)\.fetch\s*=|stubGlobal\(\s*['"]fetch|(?:spyOn|mock\.method)\(\s*(?:globalThis|global|window)\s*,\s*['"]fetch/,
  },
  {
    reason: outside,
    say: 'It writes files outside of a folder made by `mkdtemp`.',
    forbidden:
      /\b(?:writeFile|appendFile|rmdir|unlink|copyFile|symlink|mkdir|truncate|chmod|utimes)(?:Sync)?\s*\(|(?:(?<![.\w$])|\b(?:fs\w*|promises)\.)(?:rm|rename|cp|link|open)(?:Sync)?\s*\(|\bcreateWriteStream\b/,
    when: /['"`](?:node:)?(?:fs|fs\/promises|fs-extra|graceful-fs|memfs|rimraf)['"`]/,
    unless: /\bmkdtemp(?:Sync|Disposable)?\b/,
  },
  {
    reason: chance,
    say: 'It depends on the time or on chance. Hand in fixed values, or take the clock under control.',
    forbidden:
      /\bDate\.now\s*\(|\bnew\s+Date\s*(?:\(\s*\)|(?=[;,)\]}]))|\bMath\.random\b|\brandom(?:UUID|Bytes|Int)\b|\bperformance\.now\b|(?:(?<![.\w$])|\b(?:globalThis|global|window)\.)set(?:Timeout|Interval)\s*\(/,
    quoted: /\b(?:from|import|require\s*\()\s*['"`](?:node:)?timers(?:\/promises)?['"`]/,
    unless:
      /[Ff]ake_?[Tt]imers|fake-timers|timers\.enable|setSystemTime|\bMockDate\b|\btimekeeper\b|(?:spyOn|mock\.method|replaceProperty|stub)\(\s*(?:Math|Date|globalThis|performance)/,
  },
];

const python: readonly Rule[] = [
  {
    reason: outside,
    say: 'It starts processes or threads, or opens connections. A unit test calls functions.',
    forbidden:
      /^\s*(?:import|from)\s+(?:subprocess|socket|multiprocessing|ctypes|signal|http|urllib\.request|requests|httpx|aiohttp|ftplib|smtplib|importlib(?!\.(?:metadata|resources)\b|\s+import\s+(?:metadata|resources)\b)|runpy|pty|atexit|gc)\b/m,
    unless: /\b(?:responses|requests_mock|respx|httpx_mock)\b/,
  },
  {
    reason: outside,
    say: 'It ends the process, starts programs, makes code out of text, or reaches for what the runner keeps to itself.',
    forbidden:
      /\bos\.(?:system|popen|_exit|kill|abort|exec\w*|spawn\w*|fork)\b|(?<!\b(?:monkeypatch\.\w+|patch\.dict)\(\s*)\bsys\.modules\b|\bsys\.(?:exit|settrace|setprofile|exitfunc|meta_path)\b|(?<![.\w]|\bdef\s)(?:exec|eval|compile|__import__|exit|quit)\s*\(|\bpytest\.exit\b|\braise\s+SystemExit\b/,
    quoted: /\.patchwright\b/,
  },
  {
    reason: outside,
    say: 'It writes files outside of a temporary folder (`tmp_path`).',
    forbidden:
      /\.write_(?:text|bytes)\s*\(|\bshutil\.|\bos\.re(?:move|name)\b|\.(?:unlink|rmdir|touch|mkdir)\s*\(/,
    quoted: /(?<![.\w])open\s*\([^,()]*,\s*(?:mode\s*=\s*)?['"][rbt]*[wax+]/,
    unless: /\btmp_path\w*\b|\btmpdir\b|\btempfile\b/,
  },
  {
    reason: chance,
    say: 'It depends on the time or on chance. Hand in fixed values, or take the clock under control.',
    forbidden:
      /\btime\.(?:time|sleep|monotonic|perf_counter)\s*\(|\b(?:datetime|date)\.(?:now|utcnow|today)\s*\(|\brandom\.(?!seed|Random)\w+\s*\(|\buuid\.uuid[14]\b|\bsecrets\./,
    unless:
      /\bmonkeypatch\b|\bfreeze_time\b|\bpatch\s*\(|\bpatch\.object\b|\brandom\.seed\s*\(|\btime_machine\b/,
  },
];

const rules = { script: scripts, python } as const;
