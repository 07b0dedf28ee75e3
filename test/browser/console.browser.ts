import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { addAuthenticator, openBrowser, openPage, type Watched } from './support/browser.ts';
import { enrolPasskey } from './support/passkeys.ts';
import { check, pickAt, signedIn } from './support/staff.ts';
import { World } from './support/world.ts';

let world: World;
let browser: Browser;
/** Jane's own browser, with her passkey. */
let jane: Page;

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
  jane = (await openPage(browser)).page;
  await addAuthenticator(jane);
  await jane.goto(world.pageOf('none'));
  await enrolPasskey(world, jane, 'jane');
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

/** The id of the recovery whose screen this is. */
const shownOn = (page: Page): string => /#\/recoveries\/([a-z0-9-]+)$/.exec(page.url())?.[1] ?? page.url();

/** Somebody's own browser at the console. */
const at = (who: string, place = ''): Promise<Watched> => signedIn(browser, { world, who, at: place });

/** An agent finds who called, by what they say, and takes the request in; the address of the page goes to a registered contact. Counts the actions. */
async function opens(page: Page, asked: { said: string; reason: string; contact?: RegExp }): Promise<string> {
  await page.getByRole('link', { name: 'New request' }).click();
  await page.locator('#find').waitFor();
  await check(page, 'caller');
  const hand = new Hand();
  await hand.does(page.locator('#find').fill(asked.said));
  await hand.does(page.locator('#look-do').click());
  const reason = page.locator('#open-reason');
  await reason.or(page.locator('#found')).first().waitFor();
  // Somebody with several accounts: the agent asks which.
  if (!(await reason.isVisible())) {
    await check(page, 'found');
    await hand.does(page.getByRole('listitem').filter({ hasText: 'cognito:' }).getByRole('button').click());
  }
  await hand.does(page.locator('#open-reason').fill(asked.reason));
  await check(page, 'opening');
  await hand.does(page.locator('#open-do').click());
  await page.getByText('It waits until the requester has proved who they are.').waitFor();
  if (asked.contact !== undefined) {
    await hand.does(page.getByRole('button', { name: asked.contact }).click());
    await page.getByText('The address of the page is on its way.').waitFor();
  }
  expect(hand.actions).toBeLessThanOrEqual(6);
  return shownOn(page);
}

/** Counts what a person does: one click, one shortcut or one filled field each. */
class Hand {
  actions = 0;

  async does(work: Promise<void>): Promise<void> {
    this.actions += 1;
    await work;
  }
}

/** A verifier says what they saw, by the words that the requester read out. */
async function sees(page: Page, words: string): Promise<void> {
  await page.locator('#prove-method').selectOption('in-person');
  for (const step of await page.locator('.of-in-person input').all()) await step.check();
  await page.locator('#prove-seen-passport').check();
  await page.locator('#prove-seen-employee-badge').check();
  await page.locator('#prove-reference').fill('badge-log/4711');
  await page.locator('#prove-page').fill(words);
  await page.locator('#prove-do').click();
  await page.getByText('Thank you. Your statement is recorded.').waitFor();
}

/** The words of a page, after those of the help desk were typed there. */
async function meets(page: Page, recovery: string, heard: string): Promise<string> {
  await page.goto(world.pageOf(recovery));
  await page.locator('#heard').fill(heard);
  await page.locator('#hear').click();
  await page.locator('#met').waitFor();
  return (await page.locator('#page-words').innerText()).replace(/\s+/g, ' ').trim();
}

const wordsOn = async (page: Page): Promise<string> =>
  (await page.locator('#words').innerText()).replace(/\s+/g, ' ').trim();

async function countersigns(page: Page, name: string): Promise<void> {
  await page.locator('#countersign-do').waitFor();
  await check(page, name);
  await page.locator('#countersign-do').click();
  await page.getByText('Thank you. Your countersignature is recorded.').waitFor();
}

async function takes(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Show it now' }).click();
  return page.locator('#secret').innerText();
}

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

  it('leads from a call to a new password: an agent opens, she proves, her manager countersigns, she takes it', async () => {
    const { page: alex, said } = await at('alex');
    const reason = 'She cannot sign in since this morning';
    const recovery = await opens(alex, { said: 'jane@example.com', reason, contact: /^mail to / });
    expect(await alex.locator('#page-address').innerText()).toBe(world.pageOf(recovery));
    await check(alex, 'agent');

    await meets(jane, recovery, await wordsOn(alex));
    await jane.locator('#prove-passkey-summary').click();
    await jane.locator('#prove-passkey-do').click();
    await jane.getByRole('heading', { name: 'Somebody else looks at it' }).waitFor();

    const { page: mara } = await at('mara', `#/recoveries/${recovery}`);
    await countersigns(mara, 'approver');
    expect(shownOn(mara)).toBe(recovery);

    const secret = await takes(jane);
    expect(secret.length).toBeGreaterThan(11);
    await alex.getByText('It was executed. The access ends by itself.').waitFor();
    expect(await alex.content()).not.toContain(secret);
    expect(said).toEqual([]);
  });

  // Nine people sign in, each in a browser of their own.
  it('leads a privileged account through all parts: two verifiers, two approvers, the requester, on duty, a reviewer', async () => {
    const { page: alex } = await at('alex');
    const reason = 'Her laptop was stolen';
    const recovery = await opens(alex, { said: 'cognito:lena-admin', reason });
    const lena = (await openPage(browser)).page;
    const words = await meets(lena, recovery, await wordsOn(alex));
    const place = `#/recoveries/${recovery}`;

    const { page: vera } = await at('vera', place);
    await vera.locator('#prove-do').waitFor();
    await check(vera, 'verifier');
    await sees(vera, words);
    await sees((await at('victor', place)).page, words);
    const { page: manager } = await at('mara', place);
    await manager.locator('#prove-do').waitFor();
    await check(manager, 'manager');
    await manager.locator('#prove-page').fill(words);
    await manager.locator('#prove-do').click();
    await manager.getByText('Thank you. Your statement is recorded.').waitFor();

    const { page: ida } = await at('ida', '#/');
    await ida.locator('#find').waitFor();
    await check(ida, 'list');
    await ida.getByRole('link', { name: 'cognito:lena-admin' }).click();
    await countersigns(ida, 'approver-privileged');
    await countersigns((await at('sara', place)).page, 'approver-second');
    expect((await takes(lena)).length).toBeGreaterThan(11);

    const { page: dana } = await at('dana', place);
    await dana.locator('#stop-summary').click();
    await dana.locator('#stop-reason').fill('She phoned: it was not her');
    await check(dana, 'on-duty');
    await dana.locator('#stop-do').click();
    await dana.getByText('Whatever it gave is being taken away').waitFor();

    const { page: owner } = await at('lena', place);
    await owner.locator('#not-mine-summary').click();
    await check(owner, 'subject');
    await owner.locator('#not-mine-do').click();
    await owner.getByText('What was open is being ended').waitFor();

    const { page: rita } = await at('rita', place);
    await rita.locator('#review-finding').selectOption('inappropriate');
    await rita.locator('#review-note').fill('The owner did not ask for it');
    expect(await rita.locator('.given').innerText()).toMatch(
      /Compared with: [\s\S]*passport[\s\S]*✓ “The face is that/,
    );
    expect(await rita.locator('#subject-said').innerText()).toContain('“I did not ask for this”');
    await check(rita, 'reviewer');
    await rita.locator('#review-do').click();
    await rita.getByText('The review is recorded.').waitFor();
    const { page: otto } = await at('otto', '#/ended');
    await otto.getByRole('link', { name: 'cognito:lena-admin' }).click();
    await otto.locator('#rules').click();
    await check(otto, 'auditor');
    expect(await otto.locator('main').innerText()).toMatch(
      /control [\s\S]*head of identity[\s\S]*person:ida countersigned/,
    );
  }, 180_000);

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
    await page.getByText('There is no connection. What you see may be old.').waitFor();
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
    await page.getByRole('link', { name: 'cognito:lena-admin' }).click();
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
