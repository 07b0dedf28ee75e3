import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import type { PageState } from '../../lambdas/contract/requester.ts';
import { openBrowser, openPage } from './support/browser.ts';
import { picture } from './support/staff.ts';
import { World } from './support/world.ts';

let world: World;
let browser: Browser;
let savedCode: string;
let app: TOTP;
let open: readonly (readonly [who: string, recovery: string])[] = [];

/** What is enrolled counts after a second under the policy of the trial. */
const COUNTS_MS = 1_100;

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
  const account = 'cognito:jane';
  savedCode = String((await world.post('jane', '/me/authenticators', { account, method: 'saved-code' }))['code']);
  const { secret } = await world.post('jane', '/me/authenticators/offers', { account, method: 'totp' });
  app = new TOTP({ secret: Secret.fromBase32(String(secret)) });
  await world.post('jane', '/me/authenticators', { account, method: 'totp', secret, password: app.generate() });
  // Ken's, of whom nothing was asked yet: the third recovery in a day is a risk, and takes more proof.
  await world.post('ken', '/me/recovery-contacts', { account: 'cognito:ken', person: 'person:carl' });
  await new Promise((resolve) => setTimeout(resolve, COUNTS_MS));
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

afterEach(async () => {
  for (const [who, recovery] of open)
    await world.post(who, `/recoveries/${recovery}/stops`, { reason: 'the test is over', cause: 'withdrawn' });
  open = [];
});

/** Somebody's page of a recovery, with one way open. */
async function pageWith(
  method: string,
  action: string,
  who = 'jane',
): Promise<{ readonly page: Page; readonly recovery: string }> {
  const recovery = await world.open(who, action);
  open = [...open, [who, recovery]];
  const { page } = await openPage(browser);
  await page.goto(world.pageOf(recovery));
  await page.locator(`#prove-${method}-summary`).click();
  return { page, recovery };
}

async function types(page: Page, method: string, code: string): Promise<void> {
  await page.locator(`#prove-${method}-code`).fill(code);
  await page.locator(`#prove-${method}-check`).click();
}

describe('on the requester’s page', () => {
  it('a saved code proves once, and the one that replaces it is shown until it is hidden', async () => {
    const { page, recovery } = await pageWith('saved-code', 'unlock');
    await types(page, 'saved-code', savedCode.toLowerCase().replaceAll('-', ' '));
    await page.getByRole('heading', { name: 'Your new saved code' }).waitFor();
    await picture(page, 'requester-saved-code-new');
    const next = await page.locator('#secret').innerText();
    expect(next).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    expect(next).not.toBe(savedCode);
    await world.until(recovery, 'approving');
    await page.getByRole('heading', { name: 'Somebody else looks at it' }).waitFor();
    expect(await page.locator('#secret').innerText()).toBe(next);
    await page.getByRole('button', { name: 'I have it, hide it' }).click();
    expect(await page.content()).not.toContain(next);
  });

  it('the digits of an app prove', async () => {
    const { page, recovery } = await pageWith('totp', 'unlock');
    await picture(page, 'requester-totp');
    // The step in which it was enrolled is used up, or not: the next one is good in any case.
    await types(page, 'totp', app.generate({ timestamp: Date.now() + 30_000 }));
    await page.getByRole('heading', { name: 'Somebody else looks at it' }).waitFor();
    expect(await world.events(recovery)).toContain('AuthenticatorUsed');
  });

  it('somebody who was named passes a code on', async () => {
    const { page, recovery } = await pageWith('recovery-contact', 'unlock', 'ken');
    await page.locator('#prove-recovery-contact-send').click();
    await page.locator('#prove-recovery-contact-code').waitFor();
    await picture(page, 'requester-contact');
    await types(page, 'recovery-contact', await world.code(/carl@example/));
    await page.getByRole('heading', { name: 'Somebody else looks at it' }).waitFor();
    expect(await world.standing(recovery)).toBe('approving');
    // A word that the page shows may have his name in it, such as scarlet.
    expect(await page.content()).not.toMatch(/\bcarl\b/i);
  });

  it('a code that a voice says on the telephone proves', async () => {
    const { page, recovery } = await pageWith('issued-code-voice', 'unlock', 'ken');
    await page.locator('#prove-issued-code-voice-send').click();
    await page.locator('#prove-issued-code-voice-code').waitFor();
    await types(page, 'issued-code-voice', await world.code(/^\+12025550102$/));
    await page.getByRole('heading', { name: 'Somebody else looks at it' }).waitFor();
    expect(await world.standing(recovery)).toBe('approving');
  });

  it('a vendor is gone to in a tab of its own that learns nothing, and the page waits for what they say', async () => {
    const recovery = await world.open('jane', 'unlock');
    open = [...open, ['jane', recovery]];
    const { page } = await openPage(browser);
    const start = 'https://idv.example.com/start?session=c-1';
    let begun: unknown = null;
    // No vendor is configured here: what the service would say of one is put into what it says.
    await page.route('**/challenges', async (route) => {
      begun = route.request().postDataJSON();
      await route.fulfill({ json: { challenge: 'c-1', method: 'vendor', expiresAt: new Date().toISOString() } });
    });
    await page.route('**/state', async (route) => {
      const response = await route.fetch();
      const state = (await response.json()) as PageState;
      const vendors = [{ id: 'idv', name: 'Example ID' }];
      const asked = {
        challenge: 'c-1',
        method: 'vendor',
        purpose: 'prove',
        contact: null,
        vendor: 'idv',
        start,
        left: 3,
      };
      const challenges = begun === null ? [] : [{ ...asked, expiresAt: new Date(Date.now() + 60_000).toISOString() }];
      const methods = [
        ...state.methods,
        { method: 'vendor', asks: { for: 'vendor' }, throttled: false, contacts: [], vendors },
      ];
      await route.fulfill({ response, json: { ...state, methods, challenges } });
    });
    await page.goto(world.pageOf(recovery));
    await page.locator('#prove-vendor-summary').click();
    await page.getByRole('button', { name: 'Prove your identity with Example ID' }).click();
    const link = page.getByRole('link', { name: 'Go to Example ID' });
    await link.waitFor();
    expect(begun).toEqual({ method: 'vendor', purpose: 'prove', vendor: 'idv' });
    for (const [name, value] of Object.entries({
      ...{ href: start, target: '_blank', rel: 'noopener noreferrer', referrerpolicy: 'no-referrer' },
    }))
      expect([name, await link.getAttribute(name)]).toEqual([name, value]);
    await page.getByText('this page goes on by itself').waitFor();
    await picture(page, 'requester-vendor');
  });

  it('nothing is sent for a field that is left empty, and the field says so', async () => {
    const { page } = await pageWith('saved-code', 'unlock');
    await page.locator('#prove-saved-code-check').click();
    await page.getByText('Please fill this in.').waitFor();
    expect(await page.locator('#prove-saved-code-code').getAttribute('aria-invalid')).toBe('true');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('prove-saved-code-code');
    await page.locator('#language-de').click();
    await page.getByText('Bitte füllen Sie das aus.').waitFor();
    await picture(page, 'requester-empty-field');
  });

  it('a connection that is lost is said, and what could not be asked meanwhile works once it is back', async () => {
    const { page } = await pageWith('issued-code-email', 'unlock');
    await page.context().setOffline(true);
    await page.getByText(/There has been no connection since \d/).waitFor();
    expect(await page.locator('#prove-issued-code-email-send').isDisabled()).toBe(true);
    await page.context().setOffline(false);
    await page.locator('#prove-issued-code-email-send').click();
    await page.locator('#prove-issued-code-email-code').waitFor();
    expect(await page.getByText('There has been no connection').count()).toBe(0);
  });
});
