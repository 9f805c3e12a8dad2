/**
 * A reporter for node:test, in JavaScript for whatever Node the repository uses: a line for each test, read by `ownTests`. A suite is
 * reported only where it fails by itself, in a hook.
 */
export const nodeReporter = String.raw`
export default async function* report(source) {
  const names = [];
  const errors = new Map();
  for await (const { type, data } of source) {
    if (type === 'test:stderr') {
      errors.set(data.file, ((errors.get(data.file) ?? '') + data.message).slice(0, 8000));
      continue;
    }
    if (type === 'test:start' || type === 'test:pass' || type === 'test:fail') {
      names.length = Math.min(names.length, data.nesting);
      names[data.nesting] = String(data.name);
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { type: kind, duration_ms: ms, error } = data.details ?? {};
    const ownFault = type === 'test:fail' && error?.failureType !== 'subtestsFailed';
    if (kind === 'suite' && !ownFault) continue;
    const outcome = outcomeOf(type, data);
    const line = {
      names: Array.from(names, (name) => name ?? '').slice(-100),
      file: data.file ?? null,
      outcome,
      ms: ms ?? null,
      message: outcome === 'failed' ? faultText(error, errors.get(data.file) ?? errors.get(data.name) ?? '') : reasonText(data),
    };
    yield JSON.stringify(line) + '\n';
  }
}

function outcomeOf(type, data) {
  if (data.skip !== undefined && data.skip !== false) return 'skipped';
  if (data.todo !== undefined && data.todo !== false) return 'todo';
  return type === 'test:pass' ? 'passed' : 'failed';
}

/** Of a file that did not come to its end, what it printed last tells why. */
function faultText(error, printed) {
  const cause = error?.cause ?? error;
  if (cause === 'test failed' && printed.trim() !== '') return printed;
  return String(cause?.stack ?? cause?.message ?? cause ?? '').slice(0, 8000);
}

function reasonText(data) {
  return [data.skip, data.todo].filter((reason) => typeof reason === 'string').join(' ').slice(0, 8000);
}
`;
