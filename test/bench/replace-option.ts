/** The arguments with another value for an option. @throws Error where it is not among them, or more than once */
export function replaceOption(given: readonly string[], option: string, value: string): string[] {
  const at = given.indexOf(option);
  if (at === -1 || at !== given.lastIndexOf(option)) throw new Error(`${option} is not once in ${given.join(' ')}`);
  return given.toSpliced(at + 1, 1, value);
}
