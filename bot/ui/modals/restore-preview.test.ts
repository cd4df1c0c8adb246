import { expect, test } from 'vitest';
import { allOf } from '../listed.ts';
import { previewBlocks, type AtTargetView, type KnownPreview } from './restore-preview.ts';

const KNOWN: { kind: 'KNOWN' } & KnownPreview = {
  kind: 'KNOWN',
  itemName: 'orders',
  takenAt: '2026-11-22T14:03:20Z',
  pointWarnings: 3,
  place: '/srv/orders',
  inPlace: true,
  lands: 'FILES',
  conflict: 'REPLACE',
  keepReplacedDays: 7,
  sizeBytes: 2_800_000_000,
  sizeOf: 'FILES',
  files: 3_412,
  estimate: { durationMs: 245_000, basedOn: 5, from: 'ITEM' },
  rtoSeconds: 3_600,
  inTheWayOf: { slackUserId: 'U0ADA', name: 'Ada' },
};

function previewText(preview: Partial<KnownPreview>): string {
  const [block] = previewBlocks({ ...KNOWN, ...preview });
  return block?.type === 'section' ? block.text.text : '';
}

test('of a point that was rebuilt from its vault no lack is claimed: what its backup could not read is not known', () => {
  for (const pointWarnings of [0, 1]) {
    const text = previewText({ pointWarnings, isPointRebuilt: true });
    expect(text).toContain('• What its backup could not read, if anything, is not known: rebuilt from the vault');
    expect(text).not.toContain('lacks');
  }
  expect(previewText({ pointWarnings: 0 })).not.toMatch(/lacks|rebuilt/);
});

test('the preview says what, how much, where to, what happens to what is there, how long, and what is to be feared', () => {
  expect(previewBlocks(KNOWN)[0]).toMatchInlineSnapshot(`
    {
      "text": {
        "text": "*What pressing the button does*
    • All of \`orders\` (2.8 GB, 3,412 files) as of <!date^1795356200^{date_short_pretty} {time}|2026-11-22 14:03 UTC> will be at \`/srv/orders\`
    • What is there is replaced, and kept beside it for 7 days; the result says where
    • What is there now is being looked at…
    • About 4 min 5 s, by 5 past restores of this item · objective 1 h
    • ⚠️ *That is where the item lives: its data of now is replaced*
    • ⚠️ The point lacks what could not be read: 3 warnings
    • ⛔ Another restore there is open (asked for by <@U0ADA>): this one would be refused",
        "type": "mrkdwn",
        "verbatim": true,
      },
      "type": "section",
    }
  `);
});

test('a point unlike those before it says so, and one that was taken after such a point does too', () => {
  const suspicion = {
    takenAt: '2026-11-20T03:00:00Z',
    reasons: [{ text: '3.1 GB instead of about 12 GB' }],
    lastGoodAt: '2026-11-19T03:00:00Z',
  };
  const unlike = 'unlike those before it: 3.1 GB instead of about 12 GB. The last one before it: <!date^1795057200';
  expect(previewText({ suspicion: { ...suspicion, isEarlier: false } })).toContain(`• ⚠️ *The point is ${unlike}`);
  expect(previewText({ suspicion: { ...suspicion, isEarlier: true } })).toMatch(
    /• ⚠️ An earlier point, of .* is unlike/,
  );
});

test('chosen paths and a missing estimate are said as what they are', () => {
  const text = previewText({
    paths: { first: ['etc/hosts', 'a b'], count: 2 },
    files: undefined,
    conflict: 'KEEP_BOTH',
    inPlace: false,
    sizeBytes: undefined,
    estimate: undefined,
    noEstimateReason: 'The size of chosen paths is not known beforehand.',
  });
  expect(text).toContain('• Paths `etc/hosts` and `a b` of `orders` as of');
  expect(text).toContain('How long it takes is not known: The size');
  expect(text).not.toContain('That is where the item lives');
});

test('of databases the preview says which, which tables, and what becomes of them', () => {
  const place = 'postgresql://db:5432/shop';
  const size = { sizeBytes: 300_000_000, sizeOf: 'TABLES', files: undefined } as const;
  const database = { place, database: 'shop', lands: 'DATABASES', ...size } as const;
  expect(previewText(database)).toContain('• Database `shop` of `orders` (about 300 MB in tables) as of');
  expect(previewText(database)).toContain('will be in database `shop` on `db:5432`');
  expect(previewText(database)).toContain('kept as another database for 7 days');
  const tables = { ...database, lands: 'TABLES' } as const;
  expect(previewText({ ...tables, tables: allOf(['public.a']) })).toContain(
    'Table `public.a` of database `shop` of `orders`',
  );
  expect(previewText({ ...tables, tables: allOf(['a', 'b']) })).toContain('Tables `a` and `b` of database');
  expect(previewText({ ...tables, tables: allOf(['a', 'b', 'c', 'd', 'e']) })).toContain(
    'Tables `a`, `b`, `c` and 2 more of',
  );
  expect(previewText({ ...tables, tables: allOf(['a']), conflict: 'KEEP_BOTH' })).toContain(
    'go into a schema of their own',
  );
});

test('of all databases of a server the preview says which, and which of them would be replaced', () => {
  const names = Array.from({ length: 12 }, (_, index) => `db${index + 1}`);
  const all: Partial<KnownPreview> = {
    ...{ place: 'postgresql://db:5432', lands: 'DATABASES', conflict: 'FAIL_IF_EXISTS', files: undefined },
    ...{ sizeBytes: 31_000_000, sizeOf: 'DUMPS', databases: ['shop', 'Ledger & Co'] },
  };
  expect(previewText(all)).toContain('• All of `orders` (dumps of 31 MB) as of');
  expect(previewText(all)).toContain('• That is 2 databases: `shop` and `Ledger &amp; Co`\n');
  expect(previewText({ ...all, conflict: 'REPLACE' })).toContain(
    '• ⚠️ *That is where the item lives: its data of now is replaced, in 2 databases:* `shop` and `Ledger &amp; Co`\n',
  );
  expect(previewText({ ...all, conflict: 'REPLACE', databases: names })).toContain(
    'in 12 databases:* `db1`, `db2`, `db3`, `db4`, `db5`, `db6`, `db7`, `db8`, `db9`, `db10` and 2 more\n',
  );
  const asFiles: Partial<KnownPreview> = { ...all, place: '/srv/dumps', inPlace: false, lands: 'FILES' };
  const overFiles = previewText({ ...asFiles, conflict: 'REPLACE', atTarget: THERE });
  expect(overFiles).toContain('• That is 2 databases: `shop`');
  expect(overFiles).toContain('⚠️ *Something else is there, and is replaced*');
  expect(previewText({ ...all, databases: undefined })).toContain('• Which databases the point holds is not known\n');
});

test('what would surely fail is said first, with why and what to do, in words that can be copied', () => {
  const error = {
    code: 'PATH_OUTSIDE_ROOTS',
    message: '/mnt/_new_ is outside of what this worker may write.',
    cause: 'It is in none of its roots.',
    remedy: 'Add it to HOLDFAST_ROOTS.',
    retryable: false,
    fault: 'USER',
  } as const;
  const [headline, why, rest] = previewBlocks({ ...KNOWN, atTarget: { kind: 'FAILS', error } });
  expect(headline).toMatchObject({ text: { text: '⛔ *As things are, this restore would fail*' } });
  expect(why).toMatchObject({ text: { type: 'plain_text', text: expect.stringContaining('/mnt/_new_ is outside') } });
  expect(why).toMatchObject({ text: { text: expect.stringContaining('What to do: Add it to HOLDFAST_ROOTS.') } });
  expect(rest).toMatchObject({ text: { text: expect.stringContaining('*What it was to do*') } });
  expect(JSON.stringify(rest)).not.toMatch(/not known|is replaced\*/);
});

const THERE: AtTargetView = { kind: 'SEEN', exists: true, sessions: [] };
const EMPTY: AtTargetView = { kind: 'SEEN', exists: false, sessions: [] };

test.each<[string, Partial<KnownPreview>, string]>([
  ['something is there', { atTarget: THERE }, '• It is there now\n'],
  [
    'that ends the restore',
    { atTarget: THERE, conflict: 'FAIL_IF_EXISTS' },
    '• ⛔ It is there now, so this restore would fail\n',
  ],
  ['nothing is there', { atTarget: EMPTY }, '• Nothing of it is there now\n'],
  [
    'it is not known',
    { atTarget: { kind: 'UNKNOWN', why: 'No worker of the site runs. Start one.' } },
    '• What is there now is not known: No worker of the site runs. Start one.\n',
  ],
])('what stands at the target is said: %s', (_, preview, line) => {
  expect(previewText(preview)).toContain(line);
});

test('data is not called in danger where none is', () => {
  expect(previewText({ atTarget: THERE })).toContain('That is where the item lives');
  expect(previewText({ atTarget: EMPTY })).not.toContain('That is where the item lives');
});

test('sessions that would be ended are counted and named, the most of them first', () => {
  const sessions = [
    { application: 'app', user: 'orders', count: 10 },
    { application: 'psql', user: 'anna', count: 2 },
  ];
  expect(previewText({ atTarget: { ...THERE, sessions } })).toContain(
    '• ⚠️ *12 sessions would be ended:* 10 of app (orders), 2 of psql (anna)\n',
  );
  const many = Array.from({ length: 7 }, (_, index) => ({ application: '', user: `u${index}`, count: 1 }));
  expect(previewText({ atTarget: { ...THERE, sessions: many } })).toMatch(/1 of unnamed \(u0\).*u4\), 2 of others$/m);
});

test('of a damaged point the preview says what is known, and what a restore of it does', () => {
  const text = 'The vault lost data that one of its paths needs.';
  expect(previewText({ damage: { certainty: 'DAMAGED', text } })).toContain(
    `• ⛔ *This point is damaged:* ${text} A restore that meets damage fails and leaves the target as it is; other paths of the point can be restored`,
  );
  expect(previewText({ damage: { certainty: 'SUSPECT', text } })).toContain('*This point may be damaged:*');
  expect(previewText({ damage: { certainty: 'MISSING', text } })).toContain(
    '*This point is gone, and restoring it would fail:*',
  );
  expect(previewText({})).not.toContain('damage');
});
