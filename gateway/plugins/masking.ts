import type { ExecutionResult, GraphQLError } from 'graphql';
import { createGraphQLError, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import { originOf, placed, tellable } from '../errors.ts';
import { loggable } from '@holdfast/db/process/loggable';
import type { RequestLog } from './request-log.ts';

type Results = ExecutionResult | ExecutionResult[] | AsyncIterable<ExecutionResult>;

/**
 * The last to see what is sent, whatever way it came: what was raised on purpose is told as it is; of anything else the
 * client gets only the id under which it was logged.
 */
export function masking(requests: RequestLog): Plugin {
  return {
    onResultProcess(processing) {
      const seen = requests.of(processing.request);
      processing.setResult(maskedResults(processing.result, (error) => masked(error, seen)));
    },
  };
}

/** The id is the request's, so that one search finds the error and everything around it. */
function masked(error: unknown, request: { id: string; log: Logger }): GraphQLError {
  const told = tellable(error);
  if (told) return told;
  request.log.error({ error: loggable(originOf(error)) }, 'request failed');
  const message = `Something went wrong on our side (correlation id ${request.id}).`;
  return placed(
    createGraphQLError(message, { extensions: { code: 'INTERNAL_ERROR', correlationId: request.id } }),
    error,
  );
}

function maskedResults(results: Results, mask: (error: unknown) => GraphQLError): Results {
  if (Array.isArray(results)) return results.map((result) => maskedResult(result, mask));
  if (Symbol.asyncIterator in results) return maskedEvents(results, mask);
  return maskedResult(results, mask);
}

function maskedResult(result: ExecutionResult, mask: (error: unknown) => GraphQLError): ExecutionResult {
  return result.errors ? { ...result, errors: result.errors.map(mask) } : result;
}

function maskedEvents(
  events: AsyncIterable<ExecutionResult>,
  mask: (error: unknown) => GraphQLError,
): AsyncIterable<ExecutionResult> {
  return {
    [Symbol.asyncIterator]() {
      const source = events[Symbol.asyncIterator]();
      return {
        async next() {
          const event = await source.next();
          return event.done === true ? event : { done: false, value: maskedResult(event.value, mask) };
        },
        return: async () => (await source.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}
