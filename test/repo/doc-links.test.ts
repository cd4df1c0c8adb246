import { expect, test } from 'vitest';
import { checkDocLinks } from './check-doc-links.ts';
import { readRepository } from './source-tree.ts';
import { describeViolations } from './violation.ts';

test('every relative link and every path in the documents leads somewhere', async () => {
  expect(describeViolations(checkDocLinks(await readRepository()))).toEqual([]);
});

test.each([
  ['[a](missing.md)', 'link to missing.md'],
  ['![a](test/demo/missing.png)', 'link to test/demo/missing.png'],
  ['[a](ARCHITECTURE.md#nowhere)', 'link to ARCHITECTURE.md#nowhere'],
  ['[a](#nowhere)', 'link to #nowhere'],
  ['see `db/domain/missing.ts`', 'path `db/domain/missing.ts`'],
  ['see `worker/nothing/`', 'path `worker/nothing/`'],
  ['see `db/services/*/missing.ts`', 'path `db/services/*/missing.ts`'],
])('%s is refused', (text, broken) => {
  expect(brokenIn(`# Top\n\n${text}\n`)).toEqual([broken]);
});

test('links, anchors, patterns and code that are right or not meant as paths pass', () => {
  const text = [
    '# Top',
    '[a](ARCHITECTURE.md) [b](ARCHITECTURE.md#the-laws-and-why) [c](#top) [d](https://example.org/x) [e](db/domain)',
    '`db/domain/ids.ts` `db/domain/` `db/services/job/cancel` `db/services/*/cancel.ts` `worker/sources/<kind>/driver.ts`',
    '`text/plain` `bot` `[f](nowhere.md)`',
    '```sh',
    'cat `db/nothing.ts` [g](nowhere.md)',
    '```',
  ];

  expect(brokenIn(text.join('\n'))).toEqual([]);
});

function brokenIn(text: string): string[] {
  const tree = new Map([
    ['README.md', text],
    ['ARCHITECTURE.md', '## The laws, and why\n'],
    ['db/domain/ids.ts', ''],
    ['db/services/job/cancel.ts', ''],
  ]);
  return checkDocLinks(tree).map(({ rule }) => rule);
}
