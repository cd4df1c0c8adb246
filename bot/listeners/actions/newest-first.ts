/**
 * Several choices made quickly are served at the same time, each with all that was chosen up to it: what an older one
 * finds out must not overwrite what a newer one shows.
 */
export class NewestFirst {
  readonly #newest = new Map<string, { at: string; running: number }>();

  /**
   * Does work that renders a view.
   * @param what the view, and Slack's time of the choice (seconds with a fraction of fixed length, so texts compare as times)
   */
  async run(what: { of: string; at: string }, work: (isNewest: () => boolean) => Promise<void>): Promise<void> {
    const known = this.#newest.get(what.of) ?? { at: '', running: 0 };
    this.#newest.set(what.of, known);
    known.running += 1;
    if (what.at > known.at) known.at = what.at;
    try {
      await work(() => what.at >= known.at);
    } finally {
      known.running -= 1;
      if (known.running === 0) this.#newest.delete(what.of);
    }
  }
}
