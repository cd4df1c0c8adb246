import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** Someone with an API token, who asks by GraphQL as any program would. */
export interface Administrator {
  /**
   * One mutation under a new key.
   * @throws Error with message, cause and remedy when it is refused
   */
  change<T>(mutation: Mutation<T>, input: object): Promise<T>;
  /** @throws Error when it cannot be answered */
  ask<T>(query: string, { variables, data }: { variables: object; data: z.ZodType<T> }): Promise<T>;
}

interface Mutation<T> {
  readonly name: string;
  /** What of its payload. */
  readonly picks: string;
  readonly payload: z.ZodType<T>;
}

const answerSchema = z.object({ data: z.unknown(), errors: z.array(z.object({ message: z.string() })).optional() });
const refusalSchema = z.object({ code: z.string(), message: z.string(), cause: z.string(), remedy: z.string() });

export function administrator(given: { url: string; token: string; signal: AbortSignal }): Administrator {
  const { url, token, signal } = given;
  const send = async (query: string, variables: object): Promise<unknown> => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${token}`,
    };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }), signal });
    const { data, errors = [] } = answerSchema.parse(await response.json());
    if (errors.length > 0) throw new Error(`GraphQL: ${errors.map(({ message }) => message).join('; ')}`);
    return data;
  };
  return {
    async change({ name, picks, payload }, input) {
      const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
      const document = `mutation ($input: ${type}Input!) {
        ${name}(input: $input) { ... on ${type}Payload { ${picks} } ... on Error { code message cause remedy } }
      }`;
      const data = await send(document, { input: { ...input, idempotencyKey: randomUUID() } });
      const answer = z.record(z.string(), z.unknown()).parse(data)[name];
      const refusal = refusalSchema.safeParse(answer);
      if (!refusal.success) return payload.parse(answer);
      const { code, message, cause, remedy } = refusal.data;
      throw new Error(`${name} was refused (${code}): ${message} ${cause} ${remedy}`);
    },
    ask: async (query, { variables, data }) => data.parse(await send(query, variables)),
  };
}
