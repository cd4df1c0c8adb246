import { z } from 'zod';
import { parseJson, type JsonObject } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Tickets } from '../state/tickets.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';

/** What the methods of the Web API work on. */
export interface ApiContext {
  readonly state: WorkspaceState;
  readonly tickets: Tickets;
  /** With a slash at its end. */
  readonly apiUrl: string;
  readonly pageUrl: string;
  /** Tells the app of something that its own call made happen. */
  readonly emit: (event: JsonObject) => void;
  /** A place for one more socket, to connect to once. */
  readonly openSocketUrl: () => string;
}

export interface Method {
  /** Which token it takes. */
  readonly token: 'bot' | 'app' | 'any';
  /** @returns what stands in the answer beside `ok: true` */
  run(context: ApiContext, args: JsonObject): JsonObject;
}

/**
 * A method of the Web API.
 * @throws SlackRefusal from `run`: `invalid_arguments` when the arguments do not fit
 */
export function method<Schema extends z.ZodType>(
  token: Method['token'],
  schema: Schema,
  run: (context: ApiContext, args: z.infer<Schema>) => JsonObject,
): Method {
  return {
    token,
    run: (context, args) => {
      const parsed = schema.safeParse(args);
      if (parsed.success) return run(context, parsed.data);
      const messages = parsed.error.issues.map(
        ({ message, path }) => `[ERROR] ${message} [json-pointer:/${path.join('/')}]`,
      );
      throw new SlackRefusal('invalid_arguments', { response_metadata: { messages } });
    },
  };
}

/** `true` as JSON has it or as a form spells it. */
export const flag = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0'])])
  .transform((value) => value === true || value === 'true' || value === '1');

/** An object or list: in a form it comes as JSON text. */
export const embedded = z.unknown().transform((value) => (typeof value === 'string' ? parseJson(value) : value));

/** Cursor and size of a page. */
export const paging = { cursor: z.string().optional(), limit: z.coerce.number().int().min(1).max(1_000).optional() };

/** One page of a list, and where the next begins. Slack's cursors are opaque; these hold an offset. */
export function pageOf<T>(
  all: readonly T[],
  { cursor, limit = 100 }: { cursor?: string | undefined; limit?: number | undefined },
) {
  const from = cursor ? Number(Buffer.from(cursor, 'base64').toString()) : 0;
  if (Number.isNaN(from)) throw new SlackRefusal('invalid_cursor');
  const until = from + limit;
  const nextCursor = until < all.length ? Buffer.from(String(until)).toString('base64') : '';
  return { items: all.slice(from, until), hasMore: nextCursor !== '', nextCursor };
}
