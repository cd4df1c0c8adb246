import type { Sql } from 'postgres';

/** The clock of a store's schedules, in the hands of a test: all processes on that store see it. */
export interface ScheduleClock {
  set(at: Date | string): Promise<void>;
}

/** Replaces the one function that schedules ask for the time. @param owner of the store's tables */
export async function holdScheduleClock(owner: Sql, at: Date | string): Promise<ScheduleClock> {
  // The time stands in the function itself: like the real one it is then asked once a statement, not once for every row.
  const set = async (to: Date | string) => {
    const instant = new Date(to).toISOString();
    await owner.unsafe(
      `create or replace function schedule_now() returns timestamptz language sql stable as $$ select timestamptz '${instant}' $$`,
    );
  };
  await set(at);
  return { set };
}
