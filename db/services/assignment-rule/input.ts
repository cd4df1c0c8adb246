import { z } from 'zod';
import { InvalidInputError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import { nameSchema } from '../../domain/name.ts';
import { tagsSchema } from '../../domain/protected-item.ts';
import { SOURCE_KINDS, type SourceKind } from '../../sources/index.ts';

/** So that looking at all of them for every data source stays cheap. */
export const MOST_RULES = 200;

/** What a rule can say, field by field as it is given. */
export const ruleFields = {
  name: nameSchema(80),
  /** Of the rules that match a data source the one with the lowest place counts; from 1, without gaps. */
  place: z.int().min(1).max(MOST_RULES),
  kind: z.enum(SOURCE_KINDS),
  tags: tagsSchema,
  policyId: idSchema('policy'),
  vaultId: idSchema('vault'),
  isEnabled: z.boolean(),
};

/** The fingerprint of the preview that was shown. */
export const shownSchema = z.string().max(100).optional();

/** What an edit can change of a rule; what is left out stays. */
export const ruleEditSchema = z.strictObject({ ...ruleFields, anyKind: z.boolean() }).partial();
export type RuleEdit = z.output<typeof ruleEditSchema>;

/** Whom a rule is for, and what becomes of them. */
export interface RuleBody {
  readonly kind: SourceKind | null;
  readonly tags: Record<string, string>;
  readonly policyId: string;
  readonly vaultId: string;
}

/**
 * Whom a rule is for after an edit, and what becomes of them.
 * @throws InvalidInputError where the edit names a kind and says that any will do
 */
export function editBody(before: RuleBody, { kind, anyKind, tags, policyId, vaultId }: RuleEdit): RuleBody {
  if (kind !== undefined && anyKind === true) {
    throw new InvalidInputError([{ path: 'anyKind', message: 'cannot stand beside a kind' }]);
  }
  return {
    kind: anyKind === true ? null : (kind ?? before.kind),
    tags: tags ?? before.tags,
    policyId: policyId ?? before.policyId,
    vaultId: vaultId ?? before.vaultId,
  };
}
