import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, type CDPSession, chromium, type Page } from 'playwright-core';

const ARGUMENTS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

const WITHOUT_WINDOW = '/usr/bin/chromium-headless-shell';
const chromiumHere = (): string =>
  process.env['CHROMIUM'] ?? (existsSync(WITHOUT_WINDOW) ? WITHOUT_WINDOW : '/usr/bin/chromium');

/** Debian's Chromium, where it is there the one that has no window, which takes a fifth less; or the one that `CHROMIUM` names. */
export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: chromiumHere(), args: ARGUMENTS });

/** What a page has asked for, and what it has said. */
export interface Watched {
  readonly page: Page;
  readonly urls: readonly string[];
  readonly said: readonly string[];
}

/** Somebody's own browser: no cookie of anybody else. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Etc/UTC', ...options });
  const page = await context.newPage();
  const urls: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => urls.push(request.url()));
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`error: ${error.message}`));
  return { page, urls, said };
}

/** A passkey provider in the browser of a page, with a person who always says yes; `verified`: after showing that it is them. */
export async function addAuthenticator(
  page: Page,
  verified = true,
): Promise<{ readonly session: CDPSession; readonly id: string }> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, automaticPresenceSimulation: true },
      ...{ hasUserVerification: true, isUserVerified: verified },
    },
  });
  return { session, id: authenticatorId };
}
