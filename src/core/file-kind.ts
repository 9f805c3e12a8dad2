import { languageOfPath } from './languages.ts';
import { machineOrigin } from './machine-made.ts';

/** What a file is for, from what deserves the closest look to what deserves the least. */
export const fileKinds = ['code', 'test', 'config', 'docs', 'data', 'generated'] as const;
export type FileKind = (typeof fileKinds)[number];

/** What a file is for, as its path tells. What no rule knows counts as code: better looked at too closely than not at all. */
export function fileKind(path: string): FileKind {
  if (machineOrigin(path, []) !== undefined) return 'generated';
  if (languageOfPath(path) !== undefined) return isTestPath(path) ? 'test' : 'code';
  if (config.test(path)) return 'config';
  if (docs.test(path)) return 'docs';
  return data.test(path) ? 'data' : 'code';
}

/** Whether a path is where its language's runners look for tests, or what they name them. */
export function isTestPath(path: string): boolean {
  return testFolder.test(path) || testName.test(path);
}

/**
 * The name that a file shares with the file that tests it, and with its header: `src/cart.ts`, `test/cart.test.ts` and
 * `test_cart.py` are all `cart`.
 */
export function subjectOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/(?<=.)\..*$/, '');
  const bare = name
    .replace(/^test_|^test-/i, '')
    .replace(/[._-](?:test|tests|spec|specs)$/i, '')
    .replace(/(?<=[a-z\d])(?:Tests?|Spec)$/, '')
    .toLowerCase();
  const isFolderItself = /^(?:index|__init__|mod|main)$/.test(bare);
  const folder = path.split('/').at(-2)?.toLowerCase();
  return isFolderItself && folder !== undefined ? folder : bare;
}

const testFolder = /(?:^|\/)(?:tests?|__tests__|specs?|e2e)\//i;
const testName =
  /(?:^|\/)(?:test_[^/]*|tests|conftest|[^/]*[._-](?:test|tests|spec|specs|cy)|[^/]*[a-z\d](?:Tests?|Spec))\.\w+$/;

const config =
  /(?:^|\/)(?:\.[^/]+|\.(?:github|circleci|husky|vscode)\/.*|(?:Dockerfile|Makefile|Rakefile|Gemfile|Procfile|Jenkinsfile|CMakeLists\.txt|go\.mod|requirements[^/]*\.txt|constraints[^/]*\.txt|pom\.xml|MANIFEST\.in)[^/]*|(?:package|composer|deno|[jt]sconfig[^/]*|turbo|nx|lerna|vercel|renovate|[^/]*\.config)\.jsonc?|[^/]+\.(?:ya?ml|toml|ini|cfg|conf|properties|env|gradle|kts|csproj|sln|props|tf|tfvars|hcl|nix))$/i;

const docs =
  /(?:^|\/)(?:(?:readme|licen[cs]e|changelog|changes|history|authors|contributing|contributors|copying|notice|security|codeowners)[^/]*|[^/]+\.(?:md|mdx|markdown|rst|adoc|txt|tex|pod|org))$/i;

const data =
  /\.(?:json[c5l]?|ndjson|geojson|csv|tsv|xml|xsd|svg|po|pot|xlf|plist|dat|sample|fixture|golden|out|output|log|ics|pem|crt|key)$/i;
