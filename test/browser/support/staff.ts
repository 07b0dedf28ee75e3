import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { findByAxe } from './axe.ts';
import { openPage, type Watched } from './browser.ts';
import { findFaults } from './faults.ts';
import type { World } from './world.ts';

/** Somebody's own browser at the console, signed in by the issuer's page; `at` is the address that they were given. */
export async function signedIn(
  browser: Browser,
  { world, who, at = '' }: { readonly world: World; readonly who: string; readonly at?: string },
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const watched = await openPage(browser, { viewport: { width: 1200, height: 800 }, ...options });
  await watched.page.goto(`${world.url}/console${at}`);
  // The link of a recovery leads to the issuer by itself.
  if (!at.startsWith('#/recoveries/')) await watched.page.locator('#sign-in').click();
  await pickAt(watched.page, who);
  return watched;
}

/** At the local issuer: who to be. */
export async function pickAt(page: Page, who: string): Promise<void> {
  await page.locator(`button[value=${who}]`).click();
  await page.locator('#sign-out').waitFor();
}

/** Where the pictures of a run go. Without it, as in a check of a change, none are taken: they take longer than the tests. */
const SHOTS = process.env['SCREENSHOTS'];

/** A screen has no fault that can be measured. */
export async function check(page: Page, name: string): Promise<void> {
  expect(await findFaults(page)).toEqual([]);
  expect(await findByAxe(page)).toEqual([]);
  await picture(page, name);
}

const LANGUAGES = ['en', 'de', 'es'] as const;

/** Pictures of the whole page in each language, in light and dark, on a desktop and on a telephone, none of them with a fault: `npm run pictures`. */
export async function picture(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  const size = page.viewportSize() ?? { width: 1200, height: 800 };
  const spoken = (await page.locator('html').getAttribute('lang')) ?? 'en';
  const kept = await page.evaluate(() => Object.entries(localStorage));
  for (const language of LANGUAGES) {
    await speak(page, language);
    // The words alone, so that languages can be compared.
    writeFileSync(join(SHOTS, `${name}-${language}.txt`), await page.locator('body').innerText());
    for (const [device, width] of [
      ['desktop', 1200],
      ['phone', 375],
    ] as const)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        const variant = `${name}-${language}-${device}-${colorScheme}`;
        expect([variant, ...(await findFaults(page))]).toEqual([variant]);
        await page.screenshot({ path: join(SHOTS, `${variant}.png`), fullPage: true });
      }
  }
  await speak(page, spoken);
  // The page keeps a chosen language; this person has chosen none.
  await page.evaluate((before) => {
    localStorage.clear();
    for (const [name, value] of before) localStorage.setItem(name, String(value));
  }, kept);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(size);
}

/** Chooses a language on the page, where it offers one. What was typed stays. */
async function speak(page: Page, language: string): Promise<void> {
  const button = page.locator(`#language-${language}`);
  if ((await button.count()) === 1 && (await button.getAttribute('aria-pressed')) !== 'true')
    // A dialog lies over it.
    await button.evaluate((one: HTMLButtonElement) => one.click());
}
