import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser } from './support/browser.ts';
import { check, signedIn } from './support/staff.ts';
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

const contact = (id: string, kind: string, shown: string) => ({ id, kind, shown });

it('a verifier calls who was chosen, another number when nobody answers, and again when the time of the code is over', async () => {
  const recovery = await world.open('jane');
  const { page } = await signedIn(browser, { world, who: 'vera' });
  let calls = ['desk', 'mobile'].map((id) => ({
    contact: contact('work', 'email', 'j…@example.com'),
    called: contact(id, 'phone', `… ${id}`),
  }));
  // Accounts of the demo have no second number: what is asked and what is shown is of the page alone.
  await page.route('**/offers', async (route) => {
    const { 'if-none-match': _, ...headers } = route.request().headers();
    const response = await route.fetch({ headers });
    await route.fulfill({ response, json: { ...(await response.json()), calls } });
  });
  const begun: object[] = [];
  await page.route('**/challenges', (route) => {
    begun.push(route.request().postDataJSON());
    const expiresAt = new Date(Date.now() + (begun.length === 1 ? 600_000 : 1_000)).toISOString();
    return route.fulfill({ json: { challenge: `c-${begun.length}`, expiresAt, call: '+15550100' } });
  });
  await page.goto(`${world.url}/console#/recoveries/${recovery}`);
  await page.locator('#call-summary').click();
  expect(await page.locator('#call-who').inputValue()).toBe('');
  await page.locator('#call-who').selectOption('work/mobile');
  // Another list: the choice is still the same number, wherever it stands.
  calls = calls.toReversed();
  await page.waitForResponse((response) => response.url().endsWith('/offers'));
  expect(await page.locator('#call-who').inputValue()).toBe('work/mobile');
  await page.locator('#call-do').click();
  await page.locator('#call-number').waitFor();
  expect(begun).toEqual([{ method: 'call-back', contact: 'work', called: 'mobile' }]);
  await check(page, 'calling');

  await page.locator('#call-again').click();
  await page.locator('#call-who').selectOption('work/desk');
  await page.locator('#call-do').click();
  await page.getByText('The time of the last code is over. Send another one.').waitFor();
  expect(begun.at(-1)).toMatchObject({ called: 'desk' });
  await page.locator('#call-do').waitFor();
});
