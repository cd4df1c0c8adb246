/** What a mutation has just made or changed. Nothing is ever deleted in between, so that its absence is a defect. */
export async function existing<T>(row: PromiseLike<T | undefined>): Promise<T> {
  const found = await row;
  if (found === undefined) throw new Error('what a mutation answered with is not in the store');
  return found;
}
