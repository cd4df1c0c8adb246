import type { ChangeFeed } from './listen.ts';

/** More waiting ids than this are no longer told one by one. */
const MOST_WAITING = 1_000;

export type Pending =
  | { readonly kind: 'changed'; readonly id: string }
  /** Changes were missed, or too many waited: look again at everything that matters. */
  | { readonly kind: 'resync' };

/**
 * The changes of one table that a reader has not looked at yet. A thing that changes often while the reader is slow waits
 * once: memory is bounded, and the reader always goes on with the latest state.
 */
export class PendingChanges {
  readonly #waiting = new Set<string>();
  readonly #release: () => void;
  #resync = false;
  #closed = false;
  #wake = () => {};

  /** @param watch only changes of this id; absent: of every row of the table */
  constructor(feed: ChangeFeed, watch: { table: string; id?: string | undefined }) {
    const unsubscribe = feed.subscribe((heard) => {
      if (heard.kind === 'resync') this.#lookAgain();
      else if (heard.change.table === watch.table && (watch.id ?? heard.change.id) === heard.change.id)
        this.#add(heard.change.id);
    });
    const close = () => this.close();
    feed.ended.addEventListener('abort', close, { once: true });
    this.#release = () => {
      unsubscribe();
      feed.ended.removeEventListener('abort', close);
    };
    if (feed.ended.aborted) this.close();
  }

  /** The next thing to look at, waiting for it; undefined once closed. One caller at a time. */
  async next(): Promise<Pending | undefined> {
    while (!this.#closed) {
      if (this.#resync) {
        this.#resync = false;
        return { kind: 'resync' };
      }
      for (const id of this.#waiting) {
        this.#waiting.delete(id);
        return { kind: 'changed', id };
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return undefined;
  }

  /** Ends the wait and the subscription. May be called again. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
    this.#wake();
  }

  #add(id: string): void {
    if (this.#resync) return;
    this.#waiting.add(id);
    if (this.#waiting.size > MOST_WAITING) this.#lookAgain();
    else this.#wake();
  }

  #lookAgain(): void {
    this.#resync = true;
    this.#waiting.clear();
    this.#wake();
  }
}
