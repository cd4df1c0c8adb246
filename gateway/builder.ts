import type { relations as relationsOf } from '@holdfast/db/schema';
import { relations } from '@holdfast/db/schema';
import type { Action } from '@holdfast/db/domain/rights';
import { mayDo } from '@holdfast/db/domain/rights';
import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import DrizzlePlugin from '@pothos/plugin-drizzle';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { getTableConfig } from 'drizzle-orm/pg-core';
import type { GatewayContext } from './context.ts';
import { EXPECTED_ERRORS, notAuthorized } from './errors.ts';
import { typeOfId } from './ids.ts';
import { complexityOf, LIMIT, PAGE_SIZE, tooLarge } from './plugins/limits.ts';

interface SchemaTypes {
  Context: GatewayContext;
  DrizzleRelations: typeof relationsOf;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    Date: { Input: string; Output: string };
    Long: { Input: number; Output: number };
    JSON: { Input: unknown; Output: unknown };
    Secret: { Input: string; Output: never };
  };
  AuthScopes: { may: Action };
  DefaultAuthStrategy: 'all';
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
}

/** The empty schema that every module of `schema/` adds to. */
export const builder = new SchemaBuilder<SchemaTypes>({
  // The first is the outermost: limits and rights are checked before anything is read, errors are turned last.
  plugins: [ComplexityPlugin, ScopeAuthPlugin, RelayPlugin, ErrorsPlugin, DrizzlePlugin],
  defaultFieldNullability: false,
  complexity: { limit: LIMIT, defaultComplexity: 1, fieldComplexity: complexityOf, complexityError: tooLarge },
  scopeAuth: {
    defaultStrategy: 'all',
    authorizeOnSubscribe: true,
    authScopes: ({ actor }) => ({ may: (action) => mayDo(actor, action) }),
    unauthorizedError: notAuthorized,
  },
  relay: {
    cursorType: 'String',
    firstArgOptions: {
      description: `How many from the front: 0 to ${PAGE_SIZE.most}, ${PAGE_SIZE.default} where nothing is said.`,
    },
    lastArgOptions: { description: `How many from the back: 0 to ${PAGE_SIZE.most}. Not together with first.` },
    afterArgOptions: { description: 'Only what comes after this cursor.' },
    beforeArgOptions: { description: 'Only what comes before this cursor.' },
    nodesOnConnection: true,
    nodesQueryOptions: false,
    nodeTypeOptions: { description: 'Anything that has an id of its own.' },
    nodeQueryOptions: { description: 'Anything by its id; null for an id that names nothing.' },
    pageInfoTypeOptions: { description: 'Where a page lies in its connection.' },
    edgesFieldOptions: { nullable: { list: false, items: false } },
    nodesFieldOptions: { nullable: { list: false, items: false } },
    encodeGlobalID: (_typename, id) => String(id),
    decodeGlobalID: (id) => ({ typename: typeOfId(id), id }),
  },
  errors: {
    directResult: true,
    defaultTypes: [...EXPECTED_ERRORS],
    defaultUnionOptions: { name: ({ fieldName }) => `${fieldName.charAt(0).toUpperCase()}${fieldName.slice(1)}Result` },
  },
  drizzle: {
    client: ({ db }) => db,
    relations,
    getTableConfig,
    defaultConnectionSize: PAGE_SIZE.default,
    maxConnectionSize: PAGE_SIZE.most,
  },
});
