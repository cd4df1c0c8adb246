import { openStore, type Database, type Store } from '@holdfast/db/client';

export interface StoreLinkOptions {
  readonly url: string;
  readonly connections: number;
  readonly name: string;
}

/**
 * The worker's way to the store, which can be laid anew: a half-open connection answers nothing and fails nothing, so
 * whoever waits too long for an answer calls `renew`, and every statement that hung fails at once.
 */
export class StoreLink {
  readonly #options: StoreLinkOptions;
  #store: Store;

  constructor(options: StoreLinkOptions) {
    this.#options = options;
    this.#store = openStore(options);
  }

  get db(): Database {
    return this.#store.db;
  }

  /** Opens a new pool and cuts the old one. */
  renew(): void {
    const old = this.#store;
    this.#store = openStore(this.#options);
    void old.close(0);
  }

  async close(): Promise<void> {
    await this.#store.close();
  }
}
