import { scheduleSchema } from '@holdfast/db/domain/schedule';
import { expect, test } from 'vitest';
import { tagsOf, type GivenDescription } from '../backup/snapshot-tags.ts';
import type { Snapshot } from '../vault/snapshots.ts';
import { sortSnapshots, type LeftAlone } from './find-points.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const GOOD: GivenDescription = {
  ...{ job: `job_${'1'.repeat(32)}`, attempt: 1, part: 'files', partKind: 'TREE', ordinal: 0, parts: 1 },
  ...{ type: 'FULL', consistency: 'NONE', takenAt: '2026-11-20T10:00:00.000Z' },
  item: { id: `itm_${'1'.repeat(32)}`, name: 'folder', kind: 'FILES', config: { path: '/srv/folder' } },
  policy: {
    ...{ id: `pol_${'1'.repeat(32)}`, name: 'gold', keepReplacedDays: 7 },
    retention: { daily: { keep: { days: 7 } }, weekly: { choose: 'SUNDAY', keep: { count: 5 } } },
    schedule: { timeZone: 'Europe/Berlin', rules: [{ key: 'nightly', kind: 'DAILY', times: ['02:30'] }] },
  },
};
const OTHER: GivenDescription = { ...GOOD, job: `job_${'2'.repeat(32)}` };

let made = 0;
function snapshot(tags: readonly string[], time = '2026-11-20T10:00:01Z'): Snapshot {
  const id = String((made += 1)).padStart(64, '0');
  const rest = { tree: id, tags, host: 'h', paths: [], parent: null, summary: null, original: null };
  return { id, time: new Date(time), endedAt: new Date(time), ...rest };
}

function sorted(...snapshots: readonly Snapshot[]) {
  const { points, leftAlone } = sortSnapshots(snapshots, NOW);
  const left = [...leftAlone].filter(([, ids]) => ids.length > 0).map(([why, ids]) => [why, [...ids]]);
  return { jobs: points.map(({ jobId }) => jobId), left: Object.fromEntries(left) };
}

const UNBELIEVABLE: LeftAlone = 'whose words about themselves cannot be believed';

test.each<[what: string, changes: object]>([
  ['a part that is a path to elsewhere', { part: 'database-../../../etc/cron.d/x' }],
  ['a part whose name is no encoded one', { part: 'database-%FF' }],
  ['an attempt that no number of ours holds', { attempt: 1e12 }],
  ['a job that is no id', { job: '../x; drop table jobs' }],
  ['an item that is no id', { item: { ...GOOD.item, id: '../../etc' } }],
  ['an item without a name', { item: { ...GOOD.item, name: '' } }],
  ['a name that a channel would be woken by', { item: { ...GOOD.item, name: '<!channel>' } }],
  ['tags that cannot be stored', { item: { ...GOOD.item, tags: { team: 'a\u0000b' } } }],
  ['an objective of no time', { item: { ...GOOD.item, rpoSeconds: 0 } }],
  ['a retention that has ended before it began', { policy: { ...GOOD.policy, retentionDays: -5 } }],
  ['a retention for ever', { policy: { ...GOOD.policy, retentionDays: 1e9 } }],
  ['a time before there were backups', { takenAt: '0000-01-01T00:00:00.000Z' }],
  ['a time that has not come', { takenAt: '2030-01-01T00:00:00.000Z' }],
])('%s is not believed, and keeps nothing else from being found', (_, changes) => {
  const hostile = snapshot(tagsOf({ ...GOOD, ...changes }));
  expect(sorted(hostile, snapshot(tagsOf(OTHER)))).toEqual({
    jobs: [OTHER.job],
    left: { [UNBELIEVABLE]: [hostile.id] },
  });
});

test('a description that unpacks to more than memory is not believed', () => {
  const bomb = snapshot(tagsOf({ ...GOOD, item: { ...GOOD.item, config: { path: 'x'.repeat(20 * 2 ** 20) } } }));
  expect(sorted(bomb)).toEqual({ jobs: [], left: { [UNBELIEVABLE]: [bomb.id] } });
});

test('a kind that a newer Holdfast knows is told as that', () => {
  const newer = snapshot(tagsOf({ ...GOOD, item: { ...GOOD.item, kind: 'S3', config: {} } }));
  expect(sorted(newer).left).toEqual({ 'of a source that this Holdfast does not know': [newer.id] });
});

test('what is of nobody, or of no whole backup, is told as that', () => {
  const [nobody, half] = [snapshot(['nightly']), snapshot(tagsOf({ ...GOOD, parts: 2 }))];
  expect(sorted(nobody, half)).toEqual({
    jobs: [],
    left: { 'that Holdfast did not make': [nobody.id], 'of backups that did not finish': [half.id] },
  });
});

test('of two whole attempts of a job the newer is the point', () => {
  const [first, second] = [snapshot(tagsOf(GOOD)), snapshot(tagsOf({ ...GOOD, attempt: 2 }))];
  expect(sorted(second, first)).toEqual({ jobs: [GOOD.job], left: { 'of backups that did not finish': [first.id] } });
});

test('a copy that someone made of a snapshot hides no point and takes no point’s place', () => {
  const rewritten = { ...snapshot(tagsOf(GOOD)), original: 'f'.repeat(64) };
  const original = snapshot(tagsOf(GOOD));
  const { points, leftAlone } = sortSnapshots([rewritten, original], NOW);
  expect(points.map(({ parts }) => parts.map(({ snapshotId }) => snapshotId))).toEqual([[original.id]]);
  expect(leftAlone.get('that are copies of others')).toEqual([rewritten.id]);
});

test('an item stays of the kind that it began with', () => {
  const config = { host: 'evil.example', user: 'postgres' };
  const later = { ...OTHER, takenAt: '2026-11-21T10:00:00.000Z', part: 'roles', partKind: 'ROLES' as const };
  const turned = snapshot(tagsOf({ ...later, item: { ...GOOD.item, kind: 'POSTGRESQL', config } }));
  expect(sorted(turned, snapshot(tagsOf(GOOD)))).toEqual({ jobs: [GOOD.job], left: { [UNBELIEVABLE]: [turned.id] } });
});

function policyFound(changes: object) {
  const { points } = sortSnapshots([snapshot(tagsOf({ ...GOOD, policy: policyWith(changes) }))], NOW);
  return points.map(({ policy }) => policy);
}

function policyWith(changes: object): NonNullable<GivenDescription['policy']> {
  if (!GOOD.policy) throw new Error('the good one has a policy');
  return { ...GOOD.policy, ...changes };
}

test('a policy is found with all its rules and its schedule', () => {
  expect(policyFound({})).toEqual([{ ...GOOD.policy, schedule: scheduleSchema.parse(GOOD.policy?.schedule) }]);
});

test('the days of a policy of before there were rules are every point for so long', () => {
  const old = { retention: undefined, retentionDays: 45, schedule: undefined };
  expect(policyFound(old)).toMatchObject([
    { name: 'gold', retention: { all: { keep: { days: 45 } } }, schedule: null },
  ]);
});

test.each<[what: string, retention: unknown]>([
  ['has rules that only a newer Holdfast knows', { hourly: { keep: { count: 24 } } }],
  ['says less than there is', { all: { keep: { days: 0 } } }],
  ['says more than there is', { all: { keep: { years: 100 } } }],
  ['says nothing', {}],
  ['is no object', 'for ever'],
])('where the retention %s, the point is found, and all is kept until someone decides', (_, retention) => {
  expect(policyFound({ retention })).toMatchObject([{ name: 'gold', retention: { all: { keep: { years: 99 } } } }]);
});

test.each<[what: string, schedule: unknown]>([
  ['is of a zone that nobody knows', { timeZone: 'Mars/Olympus', rules: [] }],
  ['runs all the time', { rules: [{ key: 'x', kind: 'INTERVAL', everyMinutes: 0 }] }],
  ['is no object', ['nightly']],
  ['is null', null],
])('where the schedule %s, the point is found with all else of its policy', (_, schedule) => {
  const { retention } = policyWith({});
  expect(policyFound({ schedule })).toMatchObject([{ name: 'gold', retention, schedule: null }]);
});

test('a source of databases is taken to ask for a password where a point does not say', () => {
  const item = { ...GOOD.item, kind: 'POSTGRESQL', config: { host: 'db1', user: 'backup' } };
  const { points } = sortSnapshots([snapshot(tagsOf({ ...GOOD, item }))], NOW);
  expect(points.map((point) => point.item.hasSecret)).toEqual([true]);
});
