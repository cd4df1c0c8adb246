import { listenForChanges, type ChangeFeed } from '@holdfast/db/events/listen';
import type { Heard } from '@holdfast/db/events/change';
import { PendingChanges } from '@holdfast/db/events/pending-changes';
import { cancelJob } from '@holdfast/db/services/job/cancel';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { afterAll, expect, test } from 'vitest';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { openStoreProxy } from '../../kit/store-proxy.ts';
import { waitFor } from '../../kit/wait-for.ts';

const opened = await openServices();
afterAll(() => opened.close());
const { services, database } = opened;
const admin = as(services, 'ADMIN');

function listen(url = database.appUrl, pulseEveryMs = 100) {
  const errors: unknown[] = [];
  const heard: Heard[] = [];
  const feed = listenForChanges({ url, onError: (error) => errors.push(error), pulseEveryMs });
  feed.subscribe((told) => heard.push(told));
  return { feed, heard, errors, [Symbol.asyncDispose]: () => feed.close() };
}

function resyncs(heard: readonly Heard[]): number {
  return heard.filter(({ kind }) => kind === 'resync').length;
}

function hearsOf(heard: readonly Heard[], id: string) {
  return waitFor(`a change of ${id}`, async () =>
    heard.some((told) => told.kind === 'change' && told.change.id === id),
  );
}

test('every committed change of a job is heard, by everyone who listens', async () => {
  await using one = listen();
  await using two = listen();
  await waitFor('both to listen', async () => resyncs(one.heard) > 0 && resyncs(two.heard) > 0);
  const { itemId } = await seedEstate(services);
  const { jobId } = await requestBackup(admin, request({ itemId }));
  await cancelJob(admin, request({ jobId }));
  for (const { heard } of [one, two]) {
    const versions = await waitFor('the cancelling', async () => {
      const mine = heard.flatMap((told) =>
        told.kind === 'change' && told.change.id === jobId ? [told.change.version] : [],
      );
      return mine.length >= 2 && mine;
    });
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  }
});

test('after the connection was cut it listens again, and says that something may have been missed', async () => {
  await using proxy = await openStoreProxy(database.appUrl);
  await using listening = listen(proxy.url);
  await waitFor('it to listen', async () => resyncs(listening.heard) > 0);
  const before = resyncs(listening.heard);
  proxy.cut();
  const { itemId } = await seedEstate(services);
  const missed = await requestBackup(admin, request({ itemId }));
  proxy.heal();
  await waitFor('it to listen again', async () => resyncs(listening.heard) > before);
  await cancelJob(admin, request({ jobId: missed.jobId }));
  await hearsOf(listening.heard, missed.jobId);
});

test('a connection that died without a word is noticed and made anew', async () => {
  await using proxy = await openStoreProxy(database.appUrl);
  await using listening = listen(proxy.url);
  await waitFor('it to listen', async () => resyncs(listening.heard) > 0);
  const before = resyncs(listening.heard);
  proxy.freeze();
  await waitFor('it to listen again', async () => resyncs(listening.heard) > before);
  const { itemId } = await seedEstate(services);
  const { jobId } = await requestBackup(admin, request({ itemId }));
  await hearsOf(listening.heard, jobId);
});

test('a store that cannot be reached at first is listened to as soon as it can', async () => {
  await using proxy = await openStoreProxy(database.appUrl);
  proxy.cut();
  await using listening = listen(proxy.url);
  await waitFor('the first failure', async () => listening.errors.length > 0);
  proxy.heal();
  await waitFor('it to listen', async () => resyncs(listening.heard) > 0);
});

test('closing ends the wait of whoever waits for changes', async () => {
  const { feed } = listen();
  const pending = new PendingChanges(feed, { table: 'jobs' });
  const waits = (async () => {
    for (let next = await pending.next(); next; next = await pending.next()) expect(next.kind).toBe('resync');
    return 'ended';
  })();
  await feed.close();
  expect(await waits).toBe('ended');
});

/** A feed whose changes the test makes up. */
function madeUpFeed() {
  const subscribers = new Set<(heard: Heard) => void>();
  const feed: ChangeFeed = {
    ended: new AbortController().signal,
    subscribe(subscriber) {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
    close: async () => undefined,
  };
  const tell = (heard: Heard) => subscribers.forEach((subscriber) => subscriber(heard));
  const change = (id: string, table = 'jobs') => tell({ kind: 'change', change: { table, id, version: 1 } });
  return { feed, tell, change, subscribers };
}

test('a thing that changed often waits once, in the order of the first change', async () => {
  const { feed, change } = madeUpFeed();
  const pending = new PendingChanges(feed, { table: 'jobs' });
  for (const id of ['a', 'b', 'a', 'a', 'b']) change(id);
  change('z', 'alerts');
  expect([await pending.next(), await pending.next()]).toEqual([
    { kind: 'changed', id: 'a' },
    { kind: 'changed', id: 'b' },
  ]);
});

test('too many waiting changes become one request to look at everything, whatever comes on top', async () => {
  const { feed, change } = madeUpFeed();
  const pending = new PendingChanges(feed, { table: 'jobs' });
  for (let index = 0; index < 5_000; index += 1) change(`job ${index}`);
  expect(await pending.next()).toEqual({ kind: 'resync' });
  change('one more');
  expect(await pending.next()).toEqual({ kind: 'changed', id: 'one more' });
});

test('who no longer waits is no longer told', () => {
  const { feed, subscribers } = madeUpFeed();
  const pending = new PendingChanges(feed, { table: 'jobs' });
  expect(subscribers.size).toBe(1);
  pending.close();
  expect(subscribers.size).toBe(0);
});
