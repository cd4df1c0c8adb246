/**
 * Wraps why an attempt ended where something that it or an earlier attempt began is still there. Its job has not come to
 * an end then: a later attempt has to take that back first, or adopt it.
 */
export class UnsettledError extends Error {
  override readonly name = 'UnsettledError';

  constructor(cause: unknown) {
    super('an attempt left something behind', { cause });
  }
}
