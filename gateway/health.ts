import type { Services } from '@holdfast/db/services/context';
import { sql } from 'drizzle-orm';

/** How long the store may take to answer and still count as ready, in milliseconds. */
const PATIENCE_MS = 2_000;

/** Whether requests can be served: 200, or 503 with the reason. Says nothing of where the store is. */
export async function readiness({ db }: Pick<Services, 'db'>): Promise<Response> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, `the store did not answer within ${PATIENCE_MS / 1000} s`);
  });
  const asked = db.execute(sql`select 1`).then(
    () => undefined,
    () => 'the store cannot be reached',
  );
  try {
    const reason = await Promise.race([asked, late]);
    return Response.json(reason === undefined ? { ready: true } : { ready: false, reason }, {
      status: reason === undefined ? 200 : 503,
    });
  } finally {
    clearTimeout(timer);
  }
}
