import { z } from 'zod';
import { GatewayFailure, type FailureReason } from './failure.ts';
import type { TypedDocumentString } from './operations.generated.ts';

const answer = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }))
    .optional(),
});

/** Refusals at the door: nothing of the document was looked at. */
const AT_THE_DOOR: Readonly<Record<string, FailureReason>> = {
  UNMAPPED_SLACK_USER: 'UNMAPPED',
  UNAUTHENTICATED: 'BOT_REFUSED',
  MAY_NOT_ACT_FOR_SLACK: 'BOT_REFUSED',
};

interface Response {
  readonly status: number;
  readonly text: string;
}

interface Asked<Result, Variables> {
  readonly document: TypedDocumentString<Result, Variables>;
  readonly writes: boolean;
}

/**
 * The data of a GraphQL answer.
 * @throws GatewayFailure for every other answer
 */
export function readResponse<Result, Variables>(
  { status, text }: Response,
  { document, writes }: Asked<Result, Variables>,
): Result {
  const parsed = answer.safeParse(asJson(text));
  const [error] = parsed.data?.errors ?? [];
  const code = error?.extensions?.code ?? '';
  const refused = AT_THE_DOOR[code];
  if (refused) throw new GatewayFailure(`The gateway refused: ${code}.`, { reason: refused, mayBeDone: false });
  if (!parsed.success || error || !parsed.data.data) {
    const told = error ? `${code} ${error.message}` : `HTTP ${status}, no GraphQL answer`;
    throw new GatewayFailure(`The gateway failed: ${told}`, { reason: 'DEFECT', mayBeDone: writes });
  }
  return asResult(document, parsed.data.data);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // told as an answer that is none
  }
}

/** The gateway answers a document by its schema, and the document's types were made from that schema: a test keeps them the same. */
function asResult<Result, Variables>(_of: TypedDocumentString<Result, Variables>, data: unknown): Result {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return data as Result;
}
