import { ConflictError } from './errors.ts';

/** What keeps a data source out of a vault that its site's workers do not reach. */
export function vaultElsewhere(name: string): ConflictError {
  return new ConflictError({
    code: 'VAULT_AT_ANOTHER_SITE',
    message: `${name} is at another site than the vault.`,
    cause: "The workers of the data source's site do not reach where the vault keeps its data.",
    remedy: 'Choose a vault at the site of the data source.',
  });
}
