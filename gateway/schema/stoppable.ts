/**
 * The same events, but `return` also stops the wait for the next one: a generator alone would end only after its next
 * event, and whoever stopped listening would hold on to it until then.
 */
export function stoppable<T>(events: AsyncGenerator<T, void, undefined>, stop: () => void): AsyncIterableIterator<T> {
  return {
    next: () => events.next(),
    return: () => {
      stop();
      return events.return();
    },
    throw: (error) => {
      stop();
      return events.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
