import { createHash } from 'node:crypto';

/** A file of a point that may be compared by its content. */
export interface Candidate {
  /** As the vault lists it. */
  readonly path: string;
  readonly size: number;
}

/** What a sample may read from the vault once more, in bytes. */
const MOST_BYTES = 4 * 2 ** 30;

/**
 * Draws so many files out of any number, in memory for the sample alone: the same seed draws the same files of the same point, in
 * whichever order they come.
 */
export class Sample {
  readonly #seed: string;
  readonly #size: number;
  #drawn: (Candidate & { readonly lot: string })[] = [];

  constructor(seed: string, size: number) {
    this.#seed = seed;
    this.#size = size;
  }

  offer({ path, size }: Candidate): void {
    const lot = createHash('sha256').update(`${this.#seed}\0${path}`).digest('hex');
    const last = this.#drawn[this.#size - 1];
    if (last && lot > last.lot) return;
    const at = this.#drawn.findIndex((other) => other.lot > lot);
    this.#drawn.splice(at === -1 ? this.#drawn.length : at, 0, { path, size, lot });
    this.#drawn.length = Math.min(this.#drawn.length, this.#size);
  }

  /** What was drawn, as far as it is little enough to be read again; one file at least, where there is any. */
  files(): Candidate[] {
    const chosen: Candidate[] = [];
    let bytes = 0;
    for (const { path, size } of this.#drawn) {
      if (bytes + size > MOST_BYTES) continue;
      bytes += size;
      chosen.push({ path, size });
    }
    const smallest = this.#drawn.toSorted((a, b) => a.size - b.size)[0];
    return chosen.length > 0 || !smallest ? chosen : [{ path: smallest.path, size: smallest.size }];
  }
}
