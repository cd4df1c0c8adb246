type Fetch = (url: string, init: RequestInit) => Promise<Response> | Response;

export interface Events extends AsyncDisposable {
  /** The next event's data, or undefined at the end of the stream. */
  next(): Promise<unknown>;
  /** The first event from here on that is wanted. @throws Error at the end of the stream */
  until(wanted: (event: unknown) => boolean): Promise<unknown>;
}

/** Subscribes as a browser would: GraphQL over Server-Sent Events, one connection a subscription. */
export async function readEvents(
  fetch: Fetch,
  subscription: { document: string; variables: Record<string, unknown>; token: string; url?: string },
): Promise<Events> {
  const aborting = new AbortController();
  const response = await fetch(subscription.url ?? 'http://gateway/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${subscription.token}`,
    },
    body: JSON.stringify({ query: subscription.document, variables: subscription.variables }),
    signal: aborting.signal,
  });
  if (!response.body) throw new Error('the answer is no stream');
  const events = parsed(response.body);
  const next = async () => (await events.next()).value;
  return {
    next,
    async until(wanted) {
      for (let event = await next(); event !== undefined; event = await next()) if (wanted(event)) return event;
      throw new Error('the stream ended before what was waited for');
    },
    async [Symbol.asyncDispose]() {
      aborting.abort();
      await events.return(undefined).catch(() => undefined);
    },
  };
}

async function* parsed(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown, undefined> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (block.includes('event: next') && data) yield JSON.parse(data);
    }
  }
  return undefined;
}
