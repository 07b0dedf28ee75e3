import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { addAuthenticator, openBrowser, openPage } from './support/browser.ts';
import { check, pickAt } from './support/staff.ts';
import { World } from './support/world.ts';

let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

/** Somebody opens the address that they keep in mind, and signs in. */
async function at(who: string, locale = 'en-GB'): Promise<Page> {
  const { page } = await openPage(browser, { viewport: { width: 1200, height: 800 }, locale });
  await addAuthenticator(page);
  await page.goto(`${world.url}/me`);
  await page.locator('#sign-in').click();
  await pickAt(page, who);
  return page;
}

const prepared = (page: Page): Promise<readonly string[]> => page.locator('#enrolled-0 li strong').allInnerTexts();

describe('the page on which people prepare', () => {
  it('lets an owner add a passkey, an app and a saved code, with nothing but their browser and their telephone', async () => {
    const page = await at('jane');
    await page.getByText('Nothing yet.').first().waitFor();
    expect(new URL(page.url()).hash).toBe('#/me');
    expect(await page.locator('#account-0').innerText()).toContain('cognito:jane');
    await check(page, 'me-empty');

    await page.locator('#add-passkey-0').click();
    await page.getByText('It is prepared.').waitFor();
    expect(await prepared(page)).toEqual(['Passkey']);

    await page.locator('#add-app-0').click();
    await page.locator('#app-secret').waitFor();
    await check(page, 'me-app');
    const secret = (await page.locator('#app-secret').innerText()).replace(/\s/g, '');
    await page.locator('#app-password').fill('000000');
    await page.locator('#app-do').click();
    await page.getByText('The app shows other digits now.').waitFor();
    await page.locator('#app-password').fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
    await page.locator('#app-do').click();
    await page.getByText('It is prepared.').waitFor();
    expect(await page.content()).not.toContain(secret);

    await page.locator('#add-code-0').click();
    const code = await page.locator('#saved-code').innerText();
    expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    await check(page, 'me-code');
    await page.locator('#code-kept').click();
    await page.locator('#saved-code').waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(code);
    expect([...(await prepared(page))].sort()).toHaveLength(3);
  });

  it('says what is left without the telephone, and takes a colleague by the mail address', async () => {
    const page = await at('jane');
    await page.locator('#helper-0').fill('nobody@example.com');
    await page.locator('#name-do-0').click();
    await page.locator('.message.bad').first().waitFor();
    await page.locator('#helper-0').fill('mara@example.com');
    await page.locator('#name-do-0').click();
    await page.getByText('Your colleague is named.').waitFor();
    await page.getByText('person:mara').waitFor();
    await page.reload();
    await page.locator('table.outlook').waitFor();
    await check(page, 'me-prepared');
    const row = page.locator('table.outlook tr', { hasText: 'Reset the password' });
    expect(await row.locator('td').allInnerTexts()).toEqual(['yes, with what I have', 'yes, with what I have']);
  });

  it('removes what is lost, and says so in the language of the browser', async () => {
    const page = await at('jane', 'de-DE');
    await page.getByRole('button', { name: /Passkey.* entfernen/ }).click();
    await page.getByText('Es ist entfernt.').waitFor();
    expect(await prepared(page)).not.toContain('Passkey');
    await check(page, 'me-german');
  });

  it('says to somebody without an account whom to ask', async () => {
    const page = await at('vera', 'es-ES');
    await page.locator('#no-account').waitFor();
    await check(page, 'me-none');
  });
});
