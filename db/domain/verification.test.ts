import { describe, expect, test } from 'vitest';
import {
  describeRead,
  fullReadBy,
  oldestRead,
  planReading,
  readShare,
  SHARES_A_RUN,
  unseenChance,
  type ShareRead,
} from './verification.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-11-01T02:00:00Z');
const at = (day: number) => new Date(START + day * DAY);

/** Runs on these days, each doing what its plan says. @returns what was read, and what the last plan left behind */
function simulate(verifyDays: number, days: readonly number[]) {
  const reads: ShareRead[] = [];
  let nextShare = 1;
  let behind = 0;
  const perRun: number[][] = [];
  for (const day of days) {
    const plan = planReading({ verifyDays, nextShare, reads }, at(day));
    for (const share of plan.shares) {
      reads.push({ share, at: at(day) });
      nextShare = (share % verifyDays) + 1;
    }
    perRun.push([...plan.shares]);
    behind = plan.behind;
  }
  return { reads, perRun, behind };
}

const daily = (count: number) => Array.from({ length: count }, (_, day) => day);

describe('a share a day', () => {
  test('is read in turn, and no share is ever older than the days', () => {
    const { perRun } = simulate(5, daily(12));
    expect(perRun.flat()).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2]);
    expect(perRun.every((shares) => shares.length === 1)).toBe(true);
  });

  test('a run that comes early reads nothing, unless someone asked for it', () => {
    const state = { verifyDays: 30, nextShare: 2, reads: [{ share: 1, at: at(0) }] };
    expect(planReading(state, at(0.3)).shares).toEqual([]);
    expect(planReading({ ...state, atLeastOne: true }, at(0.3)).shares).toEqual([2]);
    expect(planReading(state, at(0.98)).shares).toEqual([2]);
  });

  test('one of days that are one reads all each day', () => {
    expect(simulate(1, daily(3)).perRun).toEqual([[1], [1], [1]]);
  });
});

describe('where everything is wanted', () => {
  const reads = [1, 2, 3].map((share) => ({ share, at: at(share), begunAt: at(share - 0.5) }));
  const state = { verifyDays: 30, nextShare: 4, reads };

  test('every share is read whose reading did not begin since, in one run, beginning with the next in turn', () => {
    const { shares, behind } = planReading({ ...state, readAllSince: at(2.2) }, at(3));
    expect([shares.length, shares.slice(0, 2), shares.slice(-2), behind]).toEqual([29, [4, 5], [1, 2], 0]);
  });

  test('what was read since is not read again, and then a share a day is in turn as ever', () => {
    const read = Array.from({ length: 30 }, (_, turn) => ({ share: turn + 1, at: at(5) }));
    expect(planReading({ ...state, reads: read, readAllSince: at(5) }, at(5.1))).toEqual({ shares: [], behind: 0 });
    expect(planReading({ ...state, reads: read.slice(0, 29), readAllSince: at(5) }, at(5.1)).shares).toEqual([30]);
  });

  test('by a clock that was ahead, it is wanted now: what is read now counts', () => {
    const ahead = { ...state, readAllSince: at(900) };
    expect(planReading(ahead, at(5)).shares).toHaveLength(30);
    const read = Array.from({ length: 30 }, (_, turn) => ({ share: turn + 1, at: at(5) }));
    expect(planReading({ ...ahead, reads: read }, at(5)).shares).toEqual([]);
  });

  test('what a run read says whether that was all', () => {
    const said = [0, 1, 30].map((shares) => describeRead({ shares, sharesOf: 30 }));
    expect(said).toEqual([
      'Checked the structure, read none of the data',
      'Read 1 of 30 shares of the data',
      'Read all of the data',
    ]);
  });
});

describe('days that were missed are caught up with', () => {
  test('before the first turn was over', () => {
    expect(simulate(30, [0, 4]).perRun).toEqual([[1], [2, 3, 4, 5]]);
  });

  test('later, the oldest first', () => {
    expect(simulate(5, [0, 1, 2, 3, 4, 5, 8]).perRun.at(-1)).toEqual([2, 3, 4]);
  });

  test('so many a run at most, and it says what is left', () => {
    const { perRun, behind } = simulate(30, [0, 20]);
    expect(perRun.at(-1)).toHaveLength(SHARES_A_RUN);
    expect(behind).toBe(13);
    expect(simulate(30, [0, 20, 21, 22]).behind).toBe(1);
    expect(simulate(30, [0, 20, 21, 22, 23]).behind).toBe(0);
  });

  test.each([3, 7, 30])(
    'whatever days of %i are missed, all is read within the days once it has caught up',
    (verifyDays) => {
      const days = daily(verifyDays * 4).filter((day) => day % 5 !== 3 && (day < verifyDays || day > verifyDays + 4));
      const { reads } = simulate(verifyDays, [...days, ...daily(4).map((day) => verifyDays * 4 + day)]);
      const now = at(verifyDays * 4 + 3);
      for (let share = 1; share <= verifyDays; share++) {
        const last = Math.max(...reads.filter((read) => read.share === share).map((read) => read.at.getTime()));
        expect(now.getTime() - last).toBeLessThanOrEqual(verifyDays * DAY);
      }
    },
  );
});

describe('the chance that damage is unseen', () => {
  const record = { verifyDays: 30, repositories: [simulate(30, daily(60)).reads] };
  const now = at(59.5);

  test.each([0, 1, 10, 29, 30, 31, 100])('is 1 - age / days where every share was read in time: %i days', (age) => {
    expect(unseenChance(record, age, now)).toBeCloseTo(Math.max(0, 1 - age / 30), 10);
  });

  test('is larger where checks were missed, and is told as it is', () => {
    const missed = {
      verifyDays: 30,
      repositories: [
        simulate(
          30,
          daily(60).filter((day) => day < 50),
        ).reads,
      ],
    };
    expect(unseenChance(missed, 10, at(59.5))).toBe(1);
    expect(unseenChance(missed, 20, at(59.5))).toBeCloseTo(20 / 30, 10);
  });

  test('counts repositories alike, and is 1 of one that was never read', () => {
    expect(unseenChance({ ...record, repositories: [...record.repositories, []] }, 30, now)).toBeCloseTo(0.5, 10);
    expect(unseenChance({ verifyDays: 30, repositories: [] }, 30, now)).toBe(1);
  });
});

test('says when all will have been read, what part was, and which read is the oldest', () => {
  const half = { verifyDays: 10, repositories: [simulate(10, daily(4)).reads] };
  expect(fullReadBy(half, at(3))).toEqual(at(9));
  expect(readShare(half, 10, at(3))).toBeCloseTo(0.4, 10);
  expect(oldestRead(half)).toBeNull();
  const whole = { verifyDays: 10, repositories: [simulate(10, daily(12)).reads] };
  expect(fullReadBy(whole, at(11))).toBeNull();
  expect(oldestRead(whole)).toEqual(at(2));
});
