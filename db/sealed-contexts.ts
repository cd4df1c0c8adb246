/** What a repository's password is sealed for: it opens in its own row alone. */
export function repositoryPasswordContext(repositoryId: string): string {
  return `repository-password:${repositoryId}`;
}

/** What the word is sealed for that proves a key to be this store's. */
export const STORE_SEAL_CONTEXT = 'store-seal';

/** What the secret of an item's source is sealed for. */
export function itemSecretContext(itemId: string): string {
  return `item-secret:${itemId}`;
}

/** What the secret of a registered data source is sealed for, until an item has it. */
export function sourceSecretContext(sourceId: string): string {
  return `source-secret:${sourceId}`;
}
