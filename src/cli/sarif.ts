import { Category, type Finding, type Severity } from '../core/finding.ts';
import { fingerprint } from '../core/fingerprint.ts';
import type { Review } from '../core/review.ts';
import { findingText } from '../text/inline.ts';

/**
 * A review as a log of SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), for code scanning and editors. `version` is the
 * app's own. Lines are those of the head; what stands on lines of the base, or on none, is said of the file.
 */
export function sarif(review: Review, version: string): unknown {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: driver(version) },
        invocations: [invocation(review)],
        columnKind: 'utf16CodeUnits',
        results: [...review.inline, ...review.elsewhere].map(result),
        properties: { summary: review.summary, model: review.model, head: review.headSha },
      },
    ],
  };
}

function driver(version: string): unknown {
  return {
    name: 'patchwright',
    version,
    informationUri: 'https://github.com/patchwright/patchwright',
    rules: Category.options.map((category) => ({
      id: category,
      shortDescription: { text: about[category] },
      defaultConfiguration: { level: 'warning' },
    })),
  };
}

const about: Readonly<Record<Category, string>> = {
  bug: 'The change gives a wrong result, or fails.',
  security: 'The change lets somebody do or see what they should not.',
  concurrency: 'The change goes wrong in some order of events.',
  performance: 'The change costs more time or memory than it has to.',
  contract: 'The change breaks what callers or its issue rely on.',
  test: 'A test does not test what it claims.',
  maintainability: 'The change makes the code harder to work on.',
};

/** What was not looked at, and what is wrong with the configuration: things about this review, not about the code. */
function invocation({ notLookedAt, notes }: Review): unknown {
  return {
    executionSuccessful: true,
    toolExecutionNotifications: notLookedAt.map(({ path, reason }) => ({
      level: 'warning',
      message: { text: literal(`Not looked at: ${reason}`) },
      locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) } } }],
    })),
    toolConfigurationNotifications: notes.map((note) => ({
      level: 'warning',
      message: { text: literal(note) },
    })),
  };
}

function result(finding: Finding): unknown {
  const { category, severity, title, body, confidence } = finding;
  return {
    ruleId: category,
    ruleIndex: Category.options.indexOf(category),
    level: levels[severity],
    message: {
      text: literal(`${title.trim()}\n\n${body.trim()}`),
      markdown: literal(findingText(finding)),
    },
    locations: [{ physicalLocation: location(finding) }],
    partialFingerprints: { 'patchwright/v1': fingerprint(finding, null) },
    properties: { severity, confidence },
  };
}

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

function location({ path, anchor }: Finding): unknown {
  const artifactLocation = { uri: uriOf(path) };
  if (anchor?.side !== 'new') return { artifactLocation };
  return { artifactLocation, region: { startLine: anchor.start, endLine: anchor.end } };
}

/** Relative to the root of the repository. */
function uriOf(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

/** Braces stand for places to fill in, unless they are doubled (3.11.5). */
function literal(text: string): string {
  return text.replace(/[{}]/g, '$&$&');
}
