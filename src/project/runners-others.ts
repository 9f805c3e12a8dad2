import type { Runner } from './runner.ts';

/** Runners that are not on the machines where this is built: what they print is known from their documentation and recordings. */
const common = {
  script: 'nothing',
  valued: [],
  env: { CI: 'true' },
  coverage: [],
  checked: 'on recorded output',
} as const;

export const goTest: Runner = {
  ...common,
  ecosystem: 'go',
  tools: ['go'],
  recognised: { program: /^go$/, followedBy: /^test$/, packages: [], signs: [{ path: /_test\.go$/ }] },
  start: ['go', 'test'],
  dropped: /^-{1,2}(?:json|run|cover|coverprofile|failfast|v)\b/,
  tests: /_test\.go$/,
  report: { format: 'go json', from: 'output', words: ['-json', './...'] },
  files: [],
  named: ['-run', '{anchored}'],
};

export const cargo: Runner = {
  ...common,
  ecosystem: 'rust',
  tools: ['cargo', 'rustc'],
  recognised: { program: /^cargo$/, followedBy: /^test$/, packages: [], signs: [{ path: /^Cargo\.toml$/ }] },
  start: ['cargo', 'test'],
  dropped: /^--(?:quiet|no-fail-fast|message-format)|^-q$/,
  tests: /\.rs$/,
  /** It says on its other output which program's tests follow. */
  report: { format: 'cargo text', from: 'both outputs', words: ['--no-fail-fast', '--offline'] },
  files: [],
  named: ['--', '--exact', '{last}'],
};

export const maven: Runner = {
  ...common,
  ecosystem: 'java',
  tools: ['java', 'mvn'],
  recognised: { program: /^(?:\.\/)?mvnw?$/, packages: [], signs: [{ path: /^pom\.xml$/ }] },
  start: ['mvn', '--batch-mode', '--offline', 'test'],
  dropped: /^-D(?:test|surefire)/,
  tests: /(?:^|\/)src\/test\/.*\.java$/,
  report: {
    format: 'junit',
    from: 'folder',
    words: ['-Dsurefire.reportsDirectory={report}', '-Dmaven.test.failure.ignore=false'],
  },
  files: ['-Dtest={stems}'],
  named: ['-Dtest={stem}#{last}'],
};

export const rspec: Runner = {
  ...common,
  ecosystem: 'ruby',
  tools: ['ruby', 'bundle'],
  recognised: {
    program: /^rspec$/,
    packages: ['rspec', 'rspec-rails'],
    signs: [{ path: /^\.rspec$/ }, { path: /_spec\.rb$/ }],
  },
  start: ['bundle', 'exec', 'rspec'],
  dropped: /^(?:--(?:format|out|fail-fast|example)|-[foe]$)/,
  tests: /_spec\.rb$/,
  report: { format: 'rspec json', from: 'file', words: ['--format', 'json', '--out', '{report}'] },
  files: ['{files}'],
  named: ['{file}', '--example', '{name}'],
};

export const minitest: Runner = {
  ...common,
  ecosystem: 'ruby',
  tools: ['ruby', 'bundle'],
  recognised: {
    program: /^rake$/,
    followedBy: /^test$/,
    packages: ['minitest'],
    signs: [{ path: /_test\.rb$|(?:^|\/)test_[^/]*\.rb$/ }],
  },
  start: [
    'bundle',
    'exec',
    'ruby',
    '-Ilib:test',
    '-e',
    'files, options = ARGV.partition { |word| word.end_with?(".rb") }; files = Dir["test/**/{*_test,test_*}.rb"] if files.empty?; ARGV.replace(options); files.each { |file| require File.expand_path(file) }',
    '--',
  ],
  dropped: /^-/,
  tests: /(?:_test|(?:^|\/)test_[^/]*)\.rb$/,
  report: { format: 'minitest text', from: 'output', words: ['--verbose'] },
  files: ['{files}'],
  named: ['--name={last}', '{file}'],
};

export const phpunit: Runner = {
  ...common,
  ecosystem: 'php',
  tools: ['php', 'composer'],
  recognised: {
    program: /(?:^|\/)phpunit$/,
    packages: ['phpunit/phpunit'],
    signs: [{ path: /^phpunit(?:\.dist)?\.xml(?:\.dist)?$/ }],
  },
  start: ['phpunit'],
  dropped: /^--(?:log|coverage|filter|stop-on|testdox)/,
  tests: /Test\.php$/,
  report: { format: 'junit', from: 'file', words: ['--log-junit={report}'] },
  files: ['{files}'],
  named: ['--filter={pattern}', '{file}'],
};
