import type { MutationRequest } from '@holdfast/db/services/mutation';

/** What every mutation's input says of its key. */
export const IDEMPOTENCY_KEY = {
  required: true,
  description:
    'Names this intent: 1 to 200 characters, for instance a UUID. Use a new one for a new intent, the same one to send it again.',
} as const;

/** A mutation's input as its service takes it: the key apart, and null the same as absent. */
export function requestOf({ idempotencyKey, ...input }: { readonly idempotencyKey: string }): MutationRequest {
  return { idempotencyKey, input: withoutNulls(input) };
}

/** GraphQL lets a client send null where a field may be left out; the services know only one way to leave something out. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== null)
      .map(([key, entry]) => [key, withoutNulls(entry)]),
  );
}
