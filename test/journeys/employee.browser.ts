import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { addAuthenticator, openBrowser, openPage } from '../browser/support/browser.ts';
import { Hand } from '../browser/support/hand.ts';
import { enrolPasskey } from '../browser/support/passkeys.ts';
import { agrees, comes, hears, isAsked, sees, takes, takesIn, vouches, wordsOn } from '../browser/support/people.ts';
import { check, signedIn } from '../browser/support/staff.ts';
import { World } from '../browser/support/world.ts';
import { signInAs } from '../support/directories.ts';

/** Employees get from the call to being signed in again: everybody in a browser of their own, with only what they have. */

let world: World;
let browser: Browser;
/** Jane's browser, with the passkey that she has prepared. */
let jane: Page;

beforeAll(async () => {
  world = await World.start({ signsInPage: false });
  browser = await openBrowser();
  jane = (await openPage(browser)).page;
  await addAuthenticator(jane);
  await jane.goto(world.pageOf('none'));
  await enrolPasskey(world, jane, 'jane');
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

describe('an employee', () => {
  it('calls, proves with a passkey on the page, and signs in with what the page gives: agent in 6 actions, approver in 3, auditor in 2', async () => {
    const { page, said } = await signedIn(browser, { world, who: 'alex' });
    const alex = new Hand(page);
    const recovery = await takesIn(alex, { said: 'jane@example.com', contact: /^mail to / });
    expect(await wordsOn(page, '#page-address')).toBe(world.pageOf(recovery));
    await check(page, 'agent');
    // Whoever points at a time reads it in UTC.
    expect(await page.locator('p.hint > time').first().getAttribute('title')).toMatch(/^\d{4}-.*Z$/);
    // The language that is named is the one in which the sentences are.
    await page.locator('#language-de').click();
    await page.getByText('Nennen Sie mir jetzt').waitFor();
    expect(await page.locator('#say-in').inputValue()).toBe('de');
    await page.locator('#language-en').click();

    // Jane has the address from her own mailbox, and the words from the telephone.
    await jane.goto(await world.linkTo(/jane@home/, new RegExp(`/r/${recovery}$`)));
    await hears(jane, await wordsOn(page, '#words'));
    await jane.locator('#prove-passkey-summary').click();
    await jane.locator('#prove-passkey-do').click();
    await jane.getByRole('heading', { name: 'Somebody else looks at it' }).waitFor();

    const mara = await comes({ browser, world }, 'mara', recovery);
    await agrees(mara, 'approver');

    const secret = await takes(jane);
    expect(await signInAs('jane', `${secret}x`)).toBe('NotAuthorizedException');
    expect(await signInAs('jane', secret)).toBe('NEW_PASSWORD_REQUIRED');
    await page.getByText('It was executed. The access ends by itself.').waitFor();
    for (const staff of [page, mara.page]) expect(await staff.content()).not.toContain(secret);
    expect(said).toEqual([]);

    const { page: screen } = await signedIn(browser, { world, who: 'otto', at: '#/ended' });
    await screen.getByRole('link', { name: 'Search' }).waitFor();
    const otto = new Hand(screen);
    await otto.presses('/');
    await screen.locator('#find:focus').waitFor();
    await otto.types('jane reset-password');
    const hit = screen.locator('.hits li', { has: screen.locator(`#to-${recovery}`) });
    await hit.waitFor();
    expect(await hit.locator('.approved').innerText()).toContain('Approved by person:mara');
    expect(await hit.locator('.allowed').innerText()).toMatch(/control [a-z-]+ \(owner: [^)]+\)/);
    expect(otto.actions).toBeLessThanOrEqual(2);
    await check(screen, 'search');
    console.log(`actions: agent ${alex.actions} of 6, approver ${mara.actions} of 3, auditor ${otto.actions} of 2`);
  });

  it('comes to the desk: a verifier who names no page is told that nobody can take it, names it, and the telephone shows it', async () => {
    const { page } = await signedIn(browser, { world, who: 'alex' });
    const recovery = await takesIn(new Hand(page), { said: 'ken@example.com', contact: /^text message to / });
    const { page: ken } = await openPage(browser, { viewport: { width: 375, height: 740 }, locale: 'de-DE' });
    await ken.goto(await world.linkTo(/^\+1202/, new RegExp(`/r/${recovery}$`)));

    const vera = await isAsked({ browser, world }, 'vera', page);
    await sees(vera, null);
    await check(vera.page, 'verifier-unnamed');
    await ken.locator('#handover').waitFor();
    const elsewhere = ken.getByText('(nicht auf dieser Seite)');
    await elsewhere.waitFor();
    await check(ken, 'page-never');

    await hears(ken, await wordsOn(page, '#words'));
    await vera.page.locator('#bind-head').waitFor();
    await vera.fills('#bind-page', await wordsOn(ken, '#page-words'));
    await vera.clicks('#bind-do');
    await agrees(await comes({ browser, world }, 'mara', recovery), 'approver');
    await ken.locator('#reveal').click();
    const secret = await ken.locator('#secret').innerText();
    // The proof is of this page since it was named.
    expect(await elsewhere.count()).toBe(0);
    await check(ken, 'page-secret');
    expect(await signInAs('ken', secret)).toBe('NEW_PASSWORD_REQUIRED');
    expect(await vera.page.content()).not.toContain(secret);
  });
});

describe('a contractor without a manager', () => {
  it('is told at once that nobody can vouch for them, as are the agent, an approver and people on duty; it goes on once somebody is registered', async () => {
    await world.govern('cognito:vic-acme', { manager: null });
    const { page: alex } = await signedIn(browser, { world, who: 'alex' });
    const recovery = await takesIn(new Hand(alex), { said: 'cognito:vic-acme' });
    const none = 'Nobody can be asked: this account has no manager who could answer.';
    await alex.getByText(none).waitFor();
    await check(alex, 'agent-nobody');
    const { page: vic } = await openPage(browser, { viewport: { width: 375, height: 740 } });
    await vic.goto(world.pageOf(recovery));
    await vic.getByText('nobody is registered who could').waitFor();
    await check(vic, 'page-nobody');
    const { page: ida } = await signedIn(browser, { world, who: 'ida', at: `#/recoveries/${recovery}` });
    await ida.getByText(none).waitFor();
    await check(ida, 'approver-nobody');
    const { page: dana } = await signedIn(browser, { world, who: 'dana', at: '#/duty' });
    await dana.getByText('it needs a manager, and the account has none who could answer').first().waitFor();
    expect(await world.standing(recovery)).toBe('proofing');

    await world.govern('cognito:vic-acme', {});
    const mara = await isAsked({ browser, world }, 'mara', alex);
    await mara.page.locator('#prove-do').waitFor();
    expect(await mara.page.getByText(none).count()).toBe(0);
    await hears(vic, await wordsOn(alex, '#words'));
    await vouches(mara, await wordsOn(vic, '#page-words'));
    await alex.getByText(none).waitFor({ state: 'detached' });
    await vic.getByText('nobody is registered who could').waitFor({ state: 'detached' });
  });
});
