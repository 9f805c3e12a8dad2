import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPureAnalyzers } from '../../src/adapters/analyzers/analyzers.ts';
import { record } from '../../src/adapters/recordings/record.ts';
import {
  AnyRecording,
  conversationQuestion,
  recordingPath,
} from '../../src/adapters/recordings/recording.ts';
import { replay } from '../../src/adapters/recordings/replay.ts';
import type { Values } from '../../src/config/env.ts';
import { userFailure } from '../../src/core/failure.ts';
import { yardstick } from '../../src/adapters/openai/opener.ts';
import { rangeEnv, rangeModels } from '../../src/cli/range-model.ts';
import { noLeeway, readRepositoryConfig } from '../../src/config/repository.ts';
import type { Ports } from '../../src/outside.ts';
import type { Model } from '../../src/ports/model.ts';
import type { Answers } from './wanted.ts';

/** How the app's questions are answered, and what people are told of it. */
export interface Answering {
  /** For the terminal, a line each. */
  readonly words: readonly string[];
  /** For the top of every page; undefined where there is nothing particular about the answers. */
  readonly notice: string | undefined;
  readonly around: (ports: Ports) => Ports;
  /** Recorded answers, by their files, that nothing has asked for so far: their questions have changed. */
  readonly unasked: () => readonly string[];
}

/** Throws Failure `user` where neither a model nor recordings can answer. */
export function answeringOf(answers: Answers, values: Values): Promise<Answering> {
  return answers.from === 'model' ? byModel(answers, values) : byRecordings(answers.directory);
}

async function byModel(
  { name, record: recorder }: Extract<Answers, { from: 'model' }>,
  values: Values,
): Promise<Answering> {
  rangeModels(rangeEnv(values, name), readRepositoryConfig(undefined, noLeeway).config, []);
  return {
    words: [`${name} answers${recorder === null ? '' : `; what it says is kept in ${recorder.directory}`}`],
    notice: undefined,
    unasked: () => [],
    around: (ports) => {
      if (recorder === null) return ports;
      const options = { ...recorder, clock: { now: () => Date.now() } };
      return { ...still(ports), openModel: (...asked) => record(ports.openModel(...asked), options) };
    },
  };
}

async function byRecordings(directory: string): Promise<Answering> {
  const recordings = await readRecordings(directory);
  if (recordings.length === 0) throw noAnswers(directory);
  const asked = new Set<string>();
  const model = noting(replay({ ...yardstick, directory }), (file) => asked.add(file));
  const notice = `No model is set up: the answers were ${sources(recordings).join(', and ')}.`;
  return {
    words: [
      notice,
      'To ask one, set PATCHWRIGHT_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY for its server.',
    ],
    notice,
    around: (ports) => ({ ...still(ports), openModel: () => model }),
    unasked: () => recordings.map(fileOf).filter((file) => !asked.has(file)),
  };
}

/** What is asked must be the same on every machine to be answered from recordings: so nothing of the sample is run or looked up. */
function still(ports: Ports): Ports {
  const state = { is: 'not-verified', reason: 'the demo runs nothing of its sample' } as const;
  return {
    ...ports,
    sandbox: { ...ports.sandbox, state: () => Promise.resolve(state) },
    openAnalyzers: () => openPureAnalyzers(ports.syntax),
  };
}

/** A model that tells by its file which recorded answer is asked for. */
function noting(model: Model, note: (file: string) => void): Model {
  return {
    ...model,
    ask: (prompt, signal) => {
      note(recordingPath('', prompt));
      return model.ask(prompt, signal);
    },
    converse: (conversation, signal) => {
      note(recordingPath('', conversationQuestion(conversation)));
      return model.converse(conversation, signal);
    },
  };
}

function fileOf({ prompt, fingerprint }: AnyRecording): string {
  return `${prompt}-${fingerprint}.json`;
}

async function readRecordings(directory: string): Promise<readonly AnyRecording[]> {
  const names = await readdir(directory).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).map((name) => join(directory, name));
  return Promise.all(files.map(async (file) => AnyRecording.parse(JSON.parse(await readFile(file, 'utf8')))));
}

/** `recorded on 2026-11-22, written by hand`: each date and author once. */
function sources(recordings: readonly AnyRecording[]): readonly string[] {
  const all = recordings.map(({ date, model, answeredBy }) => {
    const author = answeredBy === model ? `given by ${model}` : answeredBy;
    return `recorded on ${date}, ${author}`;
  });
  return [...new Set(all)];
}

function noAnswers(directory: string): Error {
  const remedy = 'name a model, and its server in OPENAI_BASE_URL or its key in OPENAI_API_KEY';
  const fault = `PATCHWRIGHT_MODEL is not set, and no answers are recorded in ${directory}: ${remedy}`;
  return userFailure({ is: 'settings', faults: [fault] });
}
