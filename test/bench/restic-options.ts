import type { RecordingRestic } from './recording-restic.ts';

type Verb = 'backup' | 'restore';

/** The arguments of the first backup and the first restore of a benchmark, kept so that all its rounds have the same. */
export class ResticOptions {
  readonly #recording: RecordingRestic;
  readonly #kept = new Map<Verb, readonly string[]>();

  constructor(recording: RecordingRestic) {
    this.#recording = recording;
  }

  /** First asked for right after the worker ran it. */
  of(verb: Verb): readonly string[] {
    const kept = this.#kept.get(verb) ?? this.#recording.lastArguments(verb);
    this.#kept.set(verb, kept);
    return kept;
  }
}
