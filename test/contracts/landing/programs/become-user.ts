/** Gives up root for good, after all modules are read: a user need not be able to read this checkout. */
export function becomeUser(uid: number): void {
  if (uid === 0) return;
  process.setgroups?.([]);
  process.setgid?.(uid);
  process.setuid?.(uid);
}
