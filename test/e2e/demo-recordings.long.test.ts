import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { suite, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AnyRecording } from '../../src/adapters/recordings/recording.ts';
import { compiled } from '../compiled.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const kept = join(root, 'fixtures/answers');

suite('the recorded answers', () => {
  test('are to what the demo asks now, and named where they are not', async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'demo-recordings-'));
    t.after(() => rm(directory, { recursive: true, force: true }));
    await cp(kept, directory, { recursive: true });
    const [sample = ''] = await readdir(kept);
    const recording = AnyRecording.parse(JSON.parse(await readFile(join(kept, sample), 'utf8')));
    const older = { ...recording, prompt: 'review', fingerprint: '0123456789abcdef' };
    await writeFile(join(directory, 'review-0123456789abcdef.json'), JSON.stringify(older));
    assert.deepEqual(await unasked(t, directory), ['review-0123456789abcdef.json']);
  });
});

/** The recordings that the demo says nothing asks for, when they are what answers it. */
async function unasked(t: TestContext, directory: string): Promise<readonly string[]> {
  const words = ['playground/demo.ts', '--once', '--answers', directory];
  const env = { PATH: process.env['PATH'], ...compiled };
  const child = spawn(process.execPath, words, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => void child.kill('SIGKILL'));
  const [output, ending] = await Promise.all([text(child.stdout), once(child, 'close')]);
  assert.deepEqual(ending, [0, null]);
  return Array.from(output.matchAll(/recorded answer (\S+) any more/g), ([, file = '']) => file);
}
