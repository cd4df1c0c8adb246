import type { Sql } from 'postgres';

/** The clock of a store's schedules, in the hands of a test: all processes on that store see it. */
export interface ScheduleClock {
  set(at: Date | string): Promise<void>;
}

/** Replaces the one function that schedules ask for the time. @param owner of the store's tables */
export async function holdScheduleClock(owner: Sql, at: Date | string): Promise<ScheduleClock> {
  await owner`create table held_clock (at timestamptz not null)`;
  await owner`insert into held_clock values (${new Date(at)})`;
  await owner`grant select on held_clock to holdfast_app`;
  await owner.unsafe(
    `create or replace function schedule_now() returns timestamptz language sql stable as 'select at from held_clock'`,
  );
  return {
    async set(to) {
      await owner`update held_clock set at = ${new Date(to)}`;
    },
  };
}
