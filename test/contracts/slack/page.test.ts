import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openBrowser, type TestBrowser } from '../../kit/chromium.ts';
import { startSlackWorkspace, type SlackWorkspace } from '../../kit/slack/workspace.ts';
import { startSocketApp } from './bolt-app.ts';
import { sampleApp } from './sample-app.ts';

const WITHIN_MS = 60_000;

/** Opens the channel orders as this person. */
async function look(slack: SlackWorkspace, browser: TestBrowser, user: string): Promise<Page> {
  const page = await browser.open(`${slack.pageUrl}?user=${user}#${slack.channel('orders').id}`);
  await page.getByRole('heading', { name: '# orders' }).waitFor();
  return page;
}

async function type(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Message' });
  await box.fill(text);
  await box.press('Enter');
}

test(
  'a person commands, fills a form, is corrected, presses a button and confirms; another sees it happen',
  { timeout: WITHIN_MS },
  async () => {
    await using slack = await startSlackWorkspace();
    await using _app = await startSocketApp(slack, sampleApp);
    await using browser = await openBrowser();
    const ada = await look(slack, browser, 'ada');
    const grace = await look(slack, browser, 'grace');

    await type(ada, '/backup restore');
    const dialog = ada.getByRole('dialog', { name: 'Restore an item' });
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await expect.poll(() => dialog.getByRole('alert').allTextContents()).toHaveLength(3);
    await dialog.getByRole('combobox').first().fill('archive');
    await dialog.getByRole('option', { name: 'orders-archive' }).click();
    await dialog.locator('[data-action-id="tier"]').selectOption({ label: 'Vault' });
    await dialog.locator('[data-action-id="text"]').fill('lost');
    await dialog.getByLabel('Replace them').check();
    await dialog.getByText('Heard so far: lost').waitFor();
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await dialog.getByText('Say what happened, in more than one word').waitFor();
    await dialog.locator('[data-action-id="text"]').fill('disk lost & gone');
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await dialog.waitFor({ state: 'hidden' });

    const message = grace.getByRole('article').filter({ hasText: 'Restore of orders-archive' });
    await message.getByText('@ada').waitFor();
    // 12:30 UTC, in New York.
    await message.getByText('8:30 AM').waitFor();
    await ada.getByRole('button', { name: 'Cancel' }).click();
    await ada.getByRole('alertdialog').getByRole('button', { name: 'Let it run' }).click();
    expect(slack.messages('orders')[0]?.edits).toEqual([]);
    await ada.getByRole('button', { name: 'Cancel' }).click();
    await grace.getByRole('button', { name: 'Cancel' }).click();
    await ada.getByRole('alertdialog').getByRole('button', { name: 'Cancel it' }).click();
    await grace.getByText('was cancelled').waitFor();
    await ada.getByText('You cancelled it.').waitFor();
    await ada.getByText('Only visible to you').waitFor();
    expect(await grace.getByText('You cancelled it.').count()).toBe(0);
    await grace.getByRole('alertdialog').getByRole('button', { name: 'Cancel it' }).click();
    await grace.getByText('That is not there any more: the message has changed.').waitFor();
  },
);

test('who writes sees the answer, wherever they had scrolled to', { timeout: WITHIN_MS }, async () => {
  await using slack = await startSlackWorkspace();
  await using _app = await startSocketApp(slack, sampleApp);
  await using browser = await openBrowser();
  for (let index = 0; index < 40; index += 1)
    await slack.say({ user: 'grace', channel: 'orders', text: `line ${index}` });
  const page = await look(slack, browser, 'ada');
  await page.getByText('line 0', { exact: true }).scrollIntoViewIfNeeded();
  await type(page, '/backup dance');
  const answer = page.getByText('I know /backup restore, not dance');
  await answer.waitFor();
  const box = await answer.boundingBox();
  expect(box?.y).toBeGreaterThan(0);
  expect(box?.y).toBeLessThan(page.viewportSize()?.height ?? 0);
});

test('threads, reactions, the Home tab and what went wrong are on the page', { timeout: WITHIN_MS }, async () => {
  await using slack = await startSlackWorkspace();
  await using app = await startSocketApp(slack, sampleApp);
  await using browser = await openBrowser();
  const page = await look(slack, browser, 'grace');

  await type(page, 'is anybody <here> & now?');
  const stream = page.getByLabel('Messages', { exact: true });
  const message = stream.getByRole('article').filter({ hasText: 'is anybody <here> & now?' });
  await message.hover();
  await message.getByTitle('Reply in thread').click();
  const reply = page.getByRole('textbox', { name: 'Reply' });
  await reply.fill('yes');
  await reply.press('Enter');
  await page.getByRole('button', { name: '1 reply' }).waitFor();
  await message.hover();
  await message.getByTitle('React :eyes:').click();
  await message.getByRole('button', { name: '👀 1' }).waitFor();
  expect(slack.messages('orders')).toMatchObject([
    { text: 'is anybody &lt;here&gt; &amp; now?', replies: [{ text: 'yes' }] },
  ]);

  await page.getByRole('button', { name: 'Holdfast' }).click();
  await page.getByText('Hello @grace').waitFor();
  await page.getByRole('button', { name: 'Messages' }).click();
  await type(page, '/backup dance');
  await page.getByText('I know /backup restore, not dance').waitFor();

  await app.app.stop();
  await expect.poll(() => slack.openSockets()).toBe(0);
  await type(page, '/backup help');
  await page.getByText('failed with the error dispatch_failed').waitFor();
});
