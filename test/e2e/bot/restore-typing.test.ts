import { RESTORE } from '@holdfast/bot/ui/ids';
import { afterAll, afterEach, expect, test } from 'vitest';
import { openBrowser } from '../../kit/chromium.ts';
import { TWO_DATABASES } from '../../kit/point-contents.ts';
import { openBotWorld } from './bot-world.ts';
import { newItemWithPoints, newServerWithPoint } from './people.ts';
import { choose, openRestoreModal, screenOf } from './restore-screen.ts';

const WITHIN_MS = 60_000;

const world = await openBotWorld();
afterAll(() => world.close());
const { slack } = world;

afterEach(async () => {
  if (slack.views('ada').length > 0) await slack.closeView('ada', 'all');
});

const screen = () => screenOf(slack, 'ada');

/** Ada types a letter after the other, without a pause. */
async function typeLetters(actionId: string, text: string): Promise<void> {
  const { id } = screen();
  for (let end = 1; end <= text.length; end += 1) {
    await slack.click({ user: 'ada', viewId: id, actionId, chosen: text.slice(0, end) });
  }
}

const timesShown = (actionId: string) =>
  world.log.filter(({ msg, doing }) => msg === 'restore modal shown anew' && doing === actionId).length;

/** Once where nobody pauses; a machine that is busy may take so long over a letter that it reads as a pause. */
async function expectShownRarely(
  actionId: string,
  { typed, before }: { typed: string; before: number },
): Promise<void> {
  await expect.poll(() => timesShown(actionId)).toBeGreaterThan(before);
  expect(timesShown(actionId) - before).toBeLessThan(typed.length / 2);
}

test('typed files and folders bring the preview by themselves, not for each letter', async () => {
  const { name } = await newItemWithPoints(world, 1);
  await openRestoreModal(slack, `/backup restore ${name}`);
  await choose(slack, RESTORE.scope, 'PATHS');
  expect(screen().shown).toContain('Type which files and folders.');
  const [typed, before] = ['reports/2026.csv', timesShown(RESTORE.paths)];
  await typeLetters(RESTORE.paths, typed);
  await expect.poll(() => screen().shown).toContain('What pressing the button does');
  expect(screen().shown).toContain('`reports/2026.csv`');
  await expectShownRarely(RESTORE.paths, { typed, before });
  await choose(slack, RESTORE.paths, '');
  expect(screen().shown).toContain('Type which files and folders.');
});

test('typed tables bring the preview by themselves', async () => {
  const { name } = await newServerWithPoint(world, TWO_DATABASES);
  await openRestoreModal(slack, `/backup restore ${name}`);
  await choose(slack, RESTORE.scope, 'TABLES');
  const [database] = await slack.suggest({
    ...{ user: 'ada', viewId: screen().id },
    ...{ actionId: RESTORE.database, typed: '' },
  });
  await choose(slack, RESTORE.database, database?.value ?? '');
  expect(screen().shown).toContain('Type which tables.');
  const [typed, before] = ['public.orders', timesShown(RESTORE.tables)];
  await typeLetters(RESTORE.tables, typed);
  await expect.poll(() => screen().shown).not.toContain('Type which tables.');
  await expectShownRarely(RESTORE.tables, { typed, before });
});

test(
  'whoever types in the modal keeps their place and their text while the preview follows, and later choices keep both',
  { timeout: WITHIN_MS },
  async () => {
    const { name } = await newItemWithPoints(world, 1);
    await using browser = await openBrowser();
    const page = await browser.open(`${slack.pageUrl}?user=ada#${slack.channel('backups').id}`);
    const box = page.getByRole('textbox', { name: 'Message' });
    await box.fill(`/backup restore ${name}`);
    await box.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Restore' });
    const preview = dialog.getByText('What pressing the button does');
    await dialog.getByLabel('Chosen files and folders').check();
    await dialog.getByText('Type which files and folders.').waitFor();
    const files = dialog.locator(`[data-action-id="${RESTORE.paths}"]`);
    await files.click();
    await page.keyboard.type('reports/2026.csv', { delay: 5 });
    await preview.waitFor();
    await page.keyboard.type('\nreports/2025.csv', { delay: 5 });
    await dialog.locator('code').getByText('reports/2025.csv').waitFor();
    expect(await files.inputValue()).toBe('reports/2026.csv\nreports/2025.csv');
    await dialog.getByLabel('Keep both').check();
    await expect.poll(() => screen().shown).toContain('gets another name');
    await preview.waitFor();
    await dialog.getByLabel('Another place').check();
    const place = dialog.locator(`[data-action-id="${RESTORE.targetPath}"]`);
    await place.fill('/srv/elsewhere');
    await place.press('Enter');
    await dialog.locator('code').getByText('/srv/elsewhere').first().waitFor();
    expect(screen().shown).toContain('`reports/2026.csv`');
  },
);
