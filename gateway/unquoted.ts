import type { GraphQLError } from 'graphql';
import { createGraphQLError } from 'graphql-yoga';

/** Where what is quoted stands, and what to say instead: at the end of what GraphQL says, before that where Yoga's executor says it, in a document. */
const QUOTED: readonly (readonly [RegExp, string])[] = [
  [/[,.?]? ?\bfound: [{[][\s\S]*$/i, '.'],
  [/ got invalid value [\s\S]*?( at "[\w.[\]]*")?; (?=[^;]*$)/, ' is invalid$1: '],
  [/ got invalid value [\s\S]*$/, ' is invalid.'],
  [/(?<=\bfound (Block)?String) "[\s\S]*$/, '.'],
];

/**
 * GraphQL quotes the input that it refuses, and a password may be part of it: the quotation is left out, so that it gets
 * into no log of a client. What is wrong and where still stands there.
 */
export function unquoted(error: GraphQLError): GraphQLError {
  const message = QUOTED.reduce((text, [quotation, instead]) => text.replace(quotation, instead), error.message);
  if (message === error.message) return error;
  const { nodes, source, positions, path, extensions } = error;
  return createGraphQLError(message, {
    ...(nodes && { nodes }),
    ...(source && { source }),
    ...(positions && { positions }),
    ...(path && { path }),
    extensions,
  });
}
