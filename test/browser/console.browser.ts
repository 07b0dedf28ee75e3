import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, type Watched } from './support/browser.ts';
import { check, pickAt, signedIn } from './support/staff.ts';
import { World } from './support/world.ts';

let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

/** The id of the recovery whose screen this is. */
const shownOn = (page: Page): string => /#\/recoveries\/([a-z0-9-]+)$/.exec(page.url())?.[1] ?? page.url();

/** Somebody's own browser at the console. */
const at = (who: string, place = ''): Promise<Watched> => signedIn(browser, { world, who, at: place });

async function tabTo(page: Page, id: string): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    if ((await page.evaluate(() => document.activeElement?.id)) === id) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no way to \`${id}\``);
}

describe('the console', () => {
  it('says what it is before somebody signs in, and that nothing waits when nothing does', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${world.url}/console`);
    await page.locator('#sign-in').waitFor();
    await check(page, 'sign-in');
    await page.locator('#sign-in').click();
    await pickAt(page, 'rita');
    await page.getByText('Nothing waits for you.').waitFor();
    expect(await page.locator('#who').innerText()).toBe('Signed in as Rita Almeida');
    await check(page, 'empty');
  });

  it('shows an employee no list and nobody a recovery that is not theirs, and says so', async () => {
    const { page } = await at('ken', '#/');
    await page.getByText('You have no part here.').waitFor();
    await check(page, 'not-permitted');
    expect(await page.getByRole('link', { name: 'Open recoveries' }).count()).toBe(0);
    await page.goto(`${world.url}/console#/recoveries/${'a'.repeat(26)}`);
    await page.getByText('There is no recovery at this address that you may read.').waitFor();
    await check(page, 'unknown');
  });

  it('is walked with the keyboard alone, from the search to a no with its reason', async () => {
    const recovery = await world.open('ken', 'unlock');
    const ken = (await openPage(browser)).page;
    await ken.goto(world.pageOf(recovery));
    await ken.locator('#prove-issued-code-email-summary').click();
    await ken.locator('#prove-issued-code-email-send').click();
    await ken.locator('#prove-issued-code-email-code').fill(await world.code(/@home/));
    await ken.locator('#prove-issued-code-email-check').click();
    await world.until(recovery, 'approving');
    const { page: ida } = await at('ida', '#/');
    await ida.locator(`#to-${recovery}`).waitFor();
    await ida.keyboard.press('/');
    await ida.keyboard.type('ken unlock');
    await tabTo(ida, `to-${recovery}`);
    await ida.keyboard.press('Enter');
    await ida.locator('#reject-summary').waitFor();
    await tabTo(ida, 'reject-summary');
    await ida.keyboard.press('Enter');
    await tabTo(ida, 'reject-reason');
    await ida.keyboard.type('I asked him: he knows nothing of it');
    await tabTo(ida, 'reject-do');
    await ida.keyboard.press('Enter');
    await ida.getByText('It has ended: an approver said no.').waitFor();
    expect(await world.standing(recovery)).toBe('rejected');
    await check(ida, 'rejected');
  });

  it('keeps what it shows without a connection and says so, and shows nothing once the session is over', async () => {
    const { page } = await at('otto', '#/ended');
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    await page.context().setOffline(true);
    await page.getByText(/^There is no connection. What you see was read at \d/).waitFor();
    expect(await rows.count()).toBeGreaterThan(0);
    await check(page, 'offline');
    await page.context().setOffline(false);
    await page.getByText('There is no connection.').waitFor({ state: 'detached' });
    await page.route('**/recoveries?*', (route) => route.fulfill({ status: 401, json: { message: 'Unauthorized' } }));
    await page.getByText('Your session is over. Sign in again.').waitFor();
    expect(await rows.count()).toBe(0);
    await check(page, 'session-over');
  });

  it('comes back to the same recovery after a reload, calls this host only, and leaves no token behind', async () => {
    const { page, urls, said } = await at('otto', '#/ended');
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await world.post('dana', '/threats', { until, reason: 'Many calls from one number' });
    await page.getByText('The threat level is raised for everybody').waitFor();
    await check(page, 'threat');
    await page.getByRole('link', { name: 'cognito:ken' }).click();
    await page.getByText('It has ended').first().waitFor();
    const recovery = shownOn(page);
    await page.reload();
    await page.getByText('It has ended').first().waitFor();
    expect(shownOn(page)).toBe(recovery);
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    const origins = new Set(urls.map((url) => new URL(url).port));
    expect(origins.size).toBe(1);
    for (const text of [kept, await page.content(), ...said, ...urls]) expect(text).not.toMatch(/eyJ[\w-]+\./);
    await page.locator('#sign-out').click();
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();
    await page.locator('#sign-in').waitFor();
    await page.locator('#sign-in').click();
    await page.locator('button[value=rita]').waitFor();
  });
});
