import type { ComplexityResult } from '@pothos/plugin-complexity';
import type { DocumentNode, GraphQLError, GraphQLField } from 'graphql';
import { createGraphQLError, type Plugin } from 'graphql-yoga';

/** Rows of a page. */
export const PAGE_SIZE = { default: 25, most: 100 } as const;

/** The largest request, in bytes. */
export const MOST_BODY_BYTES = 1_000_000;

/** A document is refused while it is read, before anything is done for it, when it has more tokens than this. */
const MOST_TOKENS = 4_000;

/** How long one statement may take that a request causes, in milliseconds. */
export const STATEMENT_TIMEOUT_MS = 10_000;

/** Enough for every screen of ours; a page of 100 within a page of 100 is not. */
export const LIMIT = { depth: 16, breadth: 400, complexity: 20_000 } as const;

/** What a list that is no connection counts for: those are short. */
const LIST_LENGTH = 5;

/**
 * What a field costs: itself 1, and what it holds as often as there may be rows of it. Counted with the variables of the
 * request, so that no page size can hide in one.
 */
export function complexityOf(args: Record<string, unknown>, _context: unknown, field: GraphQLField<unknown, never>) {
  if (field.args.some(({ name }) => name === 'first')) return { field: 1, multiplier: rowsOf(args) };
  // The connection above them has counted their rows.
  if (field.name === 'nodes' || field.name === 'edges') return { field: 0, multiplier: 1 };
  return { field: 1, multiplier: String(field.type).includes('[') ? LIST_LENGTH : 1 };
}

/** The refusal of a request that asks for too much at once. */
export function tooLarge(kind: string, { depth, breadth, complexity }: ComplexityResult): GraphQLError {
  return createGraphQLError(
    `This asks for too much at once (${kind.toLowerCase()}). Ask for smaller pages or fewer fields.`,
    {
      extensions: { code: 'QUERY_TOO_LARGE', size: { depth, breadth, complexity }, limit: LIMIT },
    },
  );
}

function rowsOf({ first, last }: Record<string, unknown>): number {
  const asked = typeof first === 'number' ? first : last;
  if (typeof asked !== 'number') return PAGE_SIZE.default;
  if (asked <= PAGE_SIZE.most) return Math.max(1, asked);
  throw createGraphQLError(`A page has ${PAGE_SIZE.most} entries at most.`, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** GraphQL's own parser; Yoga leaves its type open. */
type Parse = (source: string, options: object) => DocumentNode;

/** Refuses documents that are too long. */
export function limitTokens(): Plugin {
  return {
    onParse({ parseFn, setParseFn }) {
      const parse: Parse = parseFn;
      setParseFn((source: string, options?: object) => parse(source, { ...options, maxTokens: MOST_TOKENS }));
    },
  };
}
