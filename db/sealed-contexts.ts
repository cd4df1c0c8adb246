/** What a repository's password is sealed for: it opens in its own row alone. */
export function repositoryPasswordContext(repositoryId: string): string {
  return `repository-password:${repositoryId}`;
}
