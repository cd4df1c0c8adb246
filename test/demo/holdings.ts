/** What was started, ended in reverse: also what is just being started when everything is to end. */
export class Holdings {
  readonly #held: AsyncDisposable[] = [];
  readonly #making = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  /** Starts something that ends with the rest. @throws Error when the rest has begun to end */
  async hold<T extends AsyncDisposable>(make: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error('everything is being ended');
    const making = make().then((made) => {
      this.#held.push(made);
      return made;
    });
    this.#making.add(making);
    try {
      return await making;
    } finally {
      this.#making.delete(making);
    }
  }

  /** Ends everything, the newest first. May be called twice. @throws AggregateError of all that could not be ended, once the rest has */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#making);
    const errors: unknown[] = [];
    for (const held of this.#held.toReversed()) {
      try {
        await held[Symbol.asyncDispose]();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, `could not be ended: ${errors.map(String).join('; ')}`);
  }
}
