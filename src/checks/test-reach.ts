/** What a test may not do, by the form of its code, with what is to be done instead. Comments and texts are looked at, too. */
export interface Reach {
  readonly reason: 'reaches outside' | 'depends on the clock or on chance';
  readonly say: string;
}

/** What lines of a test file reach for that is not theirs; undefined where there is nothing. `whole` is the file around them. */
export function reachOf(text: string, whole: string, language: 'script' | 'python'): Reach | undefined {
  const rule = rules[language].find(({ forbidden, unless }) => {
    return forbidden.test(text) && unless?.test(whole) !== true;
  });
  return rule && { reason: rule.reason, say: rule.say };
}

interface Rule extends Reach {
  readonly forbidden: RegExp;
  /** What in the file takes it under control. */
  readonly unless?: RegExp;
}

const outside = 'reaches outside';
const chance = 'depends on the clock or on chance';

const scripts: readonly Rule[] = [
  {
    reason: outside,
    say: 'It starts processes or threads, or opens connections. A unit test calls functions.',
    forbidden:
      /['"`](?:node:)?(?:child_process|cluster|worker_threads|net|http|https|http2|dgram|dns|tls|inspector|repl|vm|v8|module)(?:\/\w+)?['"`]/,
  },
  {
    reason: outside,
    say: 'It uses `process` for more than to read its environment, platform or version.',
    forbidden:
      /\bprocess\b(?!\.(?:env|platform|version|versions|cwd|nextTick|arch)\b)|['"`]node:process['"`]|['"`]process['"`]/,
  },
  {
    reason: outside,
    say: 'It makes code out of text, or reaches for what the runner keeps to itself.',
    forbidden:
      /\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(|\.patchwright\b|\bimport\s*\(\s*(?!['"`])|\b__proto__\b|\bconstructor\s*\[/,
  },
  {
    reason: outside,
    say: 'It goes to the network. Hand in a stand-in instead.',
    forbidden:
      /\bfetch\s*\(|\bXMLHttpRequest\b|\bnew\s+WebSocket\b|['"`](?:axios|undici|got|node-fetch|superagent|supertest)['"`]/,
    unless:
      /(?:globalThis|global|window)\.fetch\s*=|stubGlobal\(\s*['"]fetch|(?:spyOn|mock\.method)\(\s*(?:globalThis|global|window)\s*,\s*['"]fetch/,
  },
  {
    reason: outside,
    say: 'It writes files outside of a folder made by `mkdtemp`.',
    forbidden:
      /\b(?:writeFile|appendFile|rm|rmdir|unlink|rename|copyFile|cp|symlink|link|mkdir|truncate|chmod|utimes|open)(?:Sync)?\s*\(|\bcreateWriteStream\b/,
    unless: /\bmkdtemp(?:Sync|Disposable)?\b/,
  },
  {
    reason: chance,
    say: 'It depends on the time or on chance. Hand in fixed values, or take the clock under control.',
    forbidden:
      /\bDate\.now\s*\(|\bnew\s+Date\s*\(\s*\)|\bMath\.random\b|\brandom(?:UUID|Bytes|Int)\b|\bperformance\.now\b|\bset(?:Timeout|Interval)\s*\(|['"`]node:timers/,
    unless:
      /useFakeTimers|timers\.enable|setSystemTime|(?:spyOn|mock\.method|replaceProperty|stub)\(\s*(?:Math|Date|globalThis|performance)/,
  },
];

const python: readonly Rule[] = [
  {
    reason: outside,
    say: 'It starts processes or threads, or opens connections. A unit test calls functions.',
    forbidden:
      /^\s*(?:import|from)\s+(?:subprocess|socket|multiprocessing|ctypes|signal|http|urllib\.request|requests|httpx|aiohttp|ftplib|smtplib|importlib|runpy|pty|atexit|gc)\b/m,
    unless: /\b(?:responses|requests_mock|respx|httpx_mock)\b/,
  },
  {
    reason: outside,
    say: 'It ends the process, starts programs, makes code out of text, or reaches for what the runner keeps to itself.',
    forbidden:
      /\bos\.(?:system|popen|_exit|kill|abort|exec\w*|spawn\w*|fork|remove|unlink|rename)\b|\bsys\.(?:exit|modules|settrace|setprofile|exitfunc|argv|meta_path)\b|\b(?:exec|eval|compile|__import__|exit|quit)\s*\(|\.patchwright\b|\bpytest\.exit\b|\bSystemExit\s*\(/,
  },
  {
    reason: outside,
    say: 'It writes files outside of a temporary folder (`tmp_path`).',
    forbidden:
      /\bopen\s*\([^)]*['"][wax+]|\.write_(?:text|bytes)\s*\(|\bshutil\.|\.(?:unlink|rmdir|touch|mkdir)\s*\(/,
    unless: /\btmp_path\b|\btmpdir\b|\btempfile\b/,
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
