import { v7 } from 'uuid';
import { z } from 'zod';

/** One prefix an aggregate, so that an id met in a log or a message says what it names. */
export const ID_PREFIXES = {
  alert: 'alr',
  apiToken: 'tok',
  assignmentRule: 'rul',
  channel: 'chn',
  dataSource: 'src',
  drill: 'drl',
  hold: 'hld',
  job: 'job',
  policy: 'pol',
  principal: 'prn',
  protectedItem: 'itm',
  recoveryPoint: 'rpt',
  repository: 'rep',
  site: 'sit',
  subscription: 'sub',
  vault: 'vlt',
  worker: 'wrk',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object is frozen by its type and has no other keys
const ID_KINDS = Object.keys(ID_PREFIXES) as readonly IdKind[];
export type Id<K extends IdKind> = `${(typeof ID_PREFIXES)[K]}_${string}`;

/**
 * A new id: prefix, then a UUIDv7 in 32 hexadecimal digits (RFC 9562), so that ids made later sort later as plain text.
 * Within one millisecond the order is not defined.
 */
export function newId<K extends IdKind>(kind: K, at: Date): Id<K> {
  return `${ID_PREFIXES[kind]}_${v7({ msecs: at.getTime() }).replaceAll('-', '')}`;
}

/** The kind an id names, or undefined for a text that is no id of ours. */
export function idKind(text: string): IdKind | undefined {
  return ID_KINDS.find((kind) => isId(kind, text));
}

/** Whether the text is a well-formed id of this kind; says nothing about whether the thing exists. */
export function isId<K extends IdKind>(kind: K, text: string): text is Id<K> {
  const prefix = ID_PREFIXES[kind];
  return text.startsWith(`${prefix}_`) && /^[0-9a-f]{32}$/.test(text.slice(prefix.length + 1));
}

/** A zod schema that takes ids of this kind alone. */
export function idSchema<K extends IdKind>(kind: K) {
  return z
    .string()
    .refine((text): text is Id<K> => isId(kind, text), `is not the id of a ${kind} (${ID_PREFIXES[kind]}_…)`);
}
