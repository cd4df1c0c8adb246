import { seededRandom } from '../../../kit/seeded-random.ts';
import type { ItemStep, Moment, Quarter, SimulatedItem, Step } from './steps.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** In seconds. The last promises nothing at first. */
const POLICIES = [25 * 3600, 13 * 3600, 49 * 3600, null] as const;
const RPOS = [5 * 3600, 12 * 3600, 25 * 3600, 48 * 3600] as const;

/** Draws a quarter with all kinds of trouble, the same for the same seed. */
export function planQuarter({ seed, items, days }: { seed: number; items: number; days: number }): Quarter {
  const dice = diceOf(seededRandom(seed));
  const end = days * DAY;
  const simulated = Array.from({ length: items }, (_, number): SimulatedItem => ({
    policy: number % POLICIES.length,
    ownRpo: dice.chance(0.3) ? dice.oneOf(RPOS) : null,
    rto: dice.chance(0.7) ? 600 : null,
  }));
  const steps: Step[] = simulated.flatMap((_, item) => planItem(dice, end).map((step) => ({ ...step, item })));
  for (let policy = 0; policy < POLICIES.length; policy++) {
    for (let edit = 0; edit < days / 20; edit++) {
      const seconds = dice.chance(0.2) ? null : dice.oneOf(RPOS);
      steps.push({ kind: 'POLICY_RPO', policy, seconds, at: dice.within(0, end) });
    }
  }
  const inOrder = steps.toSorted((a, b) => a.at - b.at);
  return { items: simulated, policies: POLICIES, steps: inOrder, looks: planLooks(dice, end), end };
}

/** Every few hours, which is rarer than in life, and now and then not for a day or two. */
function planLooks(dice: Dice, end: Moment): Moment[] {
  const looks: Moment[] = [];
  for (
    let at = 0;
    at < end;
    at += dice.chance(0.02) ? dice.within(10 * HOUR, 50 * HOUR) : dice.within(20 * MINUTE, 6 * HOUR)
  ) {
    looks.push(at);
  }
  return [...looks, end];
}

type Planned = { readonly at: Moment } & ItemStep;

/** One item's quarter: backups by the day, and what goes wrong with them. */
function planItem(dice: Dice, end: Moment): Planned[] {
  const steps: Planned[] = [];
  const every = dice.oneOf([6 * HOUR, 12 * HOUR, DAY, DAY, DAY, 2 * DAY]);
  /** The points that nothing was done to yet, with when they were committed. */
  let sound: { number: number; at: Moment }[] = [];
  let points = 0;
  for (let at = dice.within(0, every); at < end; at += every) {
    if (dice.chance(0.02)) at += dice.within(0, 4) * every;
    if (dice.chance(0.01)) at = stopAWhile(dice, steps, at);
    if (!dice.chance(0.1)) {
      const commit = planCommit(dice, at);
      steps.push(commit);
      sound.push({ number: points++, at: commit.at });
    }
    const trouble = planTrouble(dice, { at: at + dice.within(12 * HOUR, 30 * HOUR), sound });
    steps.push(...trouble.steps);
    sound = sound.filter(({ number }) => !trouble.points.includes(number));
    if (dice.chance(0.1)) steps.push({ kind: 'DRILL', seconds: dice.within(60, 900), at: at + dice.within(0, HOUR) });
    if (dice.chance(0.015)) {
      const seconds = dice.chance(0.4) ? null : dice.oneOf(RPOS);
      steps.push({ kind: 'OWN_RPO', seconds, at: at + dice.within(0, every) });
    }
  }
  return inOrderOfCommits(steps.filter((step) => step.at < end));
}

/** Some were captured long before, or by a clock that is wrong. */
function planCommit(dice: Dice, at: Moment): Planned & { kind: 'COMMIT' } {
  const commit = {
    kind: 'COMMIT',
    takenAt: at + dice.within(0, 2 * MINUTE),
    at: at + dice.within(3 * MINUTE, 40 * MINUTE),
  } as const;
  if (dice.chance(0.03)) return { ...commit, at: commit.at + dice.within(0, 5 * HOUR) };
  if (dice.chance(0.01)) return { ...commit, takenAt: commit.takenAt + dice.within(0, 60 * HOUR) };
  if (dice.chance(0.01)) return { ...commit, takenAt: commit.takenAt - dice.within(0, 60 * HOUR) };
  return commit;
}

/** Stops protection for some days. @returns when backups go on */
function stopAWhile(dice: Dice, steps: Planned[], at: Moment): Moment {
  const resumed = at + dice.within(HOUR, 5 * DAY);
  steps.push({ kind: 'STOP', at }, { kind: 'RESUME', at: resumed });
  return resumed + 1;
}

/** The newest points are found damaged or are deleted; some of them come back. */
function planTrouble(
  dice: Dice,
  { at, sound }: { at: Moment; sound: readonly { number: number; at: Moment }[] },
): { steps: Planned[]; points: readonly number[] } {
  const there = sound.filter((point) => point.at < at).map(({ number }) => number);
  const back = at + dice.within(HOUR, 40 * HOUR);
  const [point] = there.slice(-1);
  if (point !== undefined && dice.chance(0.01)) {
    const gone: Planned = { kind: 'DELETE', point, at };
    return { steps: dice.chance(0.7) ? [gone, { kind: 'UNDELETE', point, at: back }] : [gone], points: [point] };
  }
  if (point !== undefined && dice.chance(0.03)) {
    const points = there.slice(-dice.within(1, 4));
    const found: Planned = { kind: 'DAMAGE', points, at };
    return { steps: dice.chance(0.5) ? [found, { kind: 'HEAL', points, at: back }] : [found], points };
  }
  return { steps: [], points: [] };
}

/** Points are numbered by their commits, which may come in another order than they were planned in. */
function inOrderOfCommits(steps: readonly Planned[]): Planned[] {
  const planned = steps.filter((step) => step.kind === 'COMMIT');
  const committed = planned.toSorted((a, b) => a.at - b.at);
  const numberOf = new Map(planned.map((step, number) => [number, committed.indexOf(step)]));
  const renumbered = (number: number) => numberOf.get(number) ?? number;
  return steps.map((step) => {
    if (step.kind === 'DAMAGE' || step.kind === 'HEAL') return { ...step, points: step.points.map(renumbered) };
    return step.kind === 'DELETE' || step.kind === 'UNDELETE' ? { ...step, point: renumbered(step.point) } : step;
  });
}

interface Dice {
  chance(probability: number): boolean;
  /** A whole number, the lower bound among them. */
  within(from: number, to: number): number;
  oneOf<T>(all: readonly [T, ...T[]]): T;
}

function diceOf(random: () => number): Dice {
  const within = (from: number, to: number) => from + Math.floor(random() * (to - from));
  return {
    chance: (probability) => random() < probability,
    within,
    oneOf: (all) => all[within(0, all.length)] ?? all[0],
  };
}
