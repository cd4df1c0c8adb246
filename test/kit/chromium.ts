import { chromium, type Page } from 'playwright-core';

/** Where Debian puts it; setup.mjs installs it. */
const EXECUTABLE = '/usr/bin/chromium';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface TestBrowser extends AsyncDisposable {
  /** A window of 1280 by 860 with cookies of its own: a hidden tab would draw nothing and make every step slow. */
  open(url: string): Promise<Page>;
}

/**
 * A headless Chromium with a new profile, gone with it.
 * @throws Error when Chromium is not installed
 */
export async function openBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, headless: true, args: ARGUMENTS });
  return {
    open: async (url) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, timezoneId: 'UTC' });
      await page.goto(url);
      return page;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
