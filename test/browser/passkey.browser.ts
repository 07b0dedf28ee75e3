import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { addAuthenticator, openBrowser, openPage } from './support/browser.ts';
import { type Asked, enrolPasskey, fromPage, sign } from './support/passkeys.ts';
import { picture } from './support/staff.ts';
import { World } from './support/world.ts';

let world: World;
let browser: Browser;
/** Jane's browser, with a passkey of hers; and Ken's, with one of his. */
let jane: Page;
let ken: Page;

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
  jane = (await openPage(browser)).page;
  ken = (await openPage(browser)).page;
  for (const [page, who] of [
    [jane, 'jane'],
    [ken, 'ken'],
  ] as const) {
    await addAuthenticator(page);
    await page.goto(world.pageOf('none'));
    await enrolPasskey(world, page, who);
  }
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const asked = async (page: Page, recovery: string): Promise<Asked> =>
  (await fromPage(page, `/r/${recovery}/challenges`, { method: 'passkey' })).body as unknown as Asked;
const idsOf = ({ passkey }: Asked): readonly string[] => passkey.allowCredentials.map(({ id }) => id);

async function usePasskey(page: Page): Promise<void> {
  await page.locator('#prove-passkey-summary').click();
  await page.locator('#prove-passkey-do').click();
}

describe('a passkey on the requester’s page', () => {
  it('proves, and after somebody else has agreed hands over a credential that is shown once', async () => {
    const recovery = await world.open('jane');
    await jane.goto(world.pageOf(recovery));
    await usePasskey(jane);
    await jane.getByRole('heading', { name: 'Somebody else looks at it' }).waitFor();
    await world.approve(recovery);
    await jane.getByRole('button', { name: 'Show it now' }).click();
    const secret = await jane.locator('#secret').innerText();
    expect(secret.length).toBeGreaterThan(11);
    expect(await world.events(recovery)).toContain('GrantClaimed');
    expect(JSON.stringify(await world.show(recovery))).not.toContain(secret);
    await jane.getByRole('button', { name: 'I have it, hide it' }).click();
    await jane.getByText('It is hidden now, and is not shown again.').waitFor();
    await picture(jane, 'requester-hidden');
    expect(await jane.content()).not.toContain(secret);
    await jane.reload();
    await jane.getByRole('heading', { name: 'It is done' }).waitFor();
    expect(await jane.locator('#claim').innerText()).toBe('');
    await world.post('jane', `/recoveries/${recovery}/stops`, { reason: 'the test is over', cause: 'withdrawn' });
  });

  it('of another person is not even asked for, and refused from a page of their own', async () => {
    const recovery = await world.open('jane', 'unlock');
    await ken.goto(world.pageOf(recovery));
    await usePasskey(ken);
    await ken.getByText('The passkey was not used.').waitFor({ timeout: 30_000 });
    const his = await asked(ken, await world.open('ken'));
    const hers = await asked(ken, recovery);
    const assertion = await sign(ken, hers, idsOf(his));
    const answer = await fromPage(ken, `/r/${recovery}/answers`, { challenge: hers.challenge, assertion });
    expect(answer).toMatchObject({ status: 200, body: { correct: false } });
    expect(await world.events(recovery)).toContain('ChallengeFailed');
    expect(await world.standing(recovery)).toBe('proofing');
    await world.post('jane', `/recoveries/${recovery}/stops`, { reason: 'the test is over', cause: 'withdrawn' });
  });

  it('that signed for another recovery is refused', async () => {
    const [one, other] = [await world.open('jane'), await world.open('jane', 'unlock')];
    await jane.goto(world.pageOf(other));
    const [here, there] = [await asked(jane, other), await asked(jane, one)];
    const assertion = await sign(jane, there, idsOf(there));
    const refused = await fromPage(jane, `/r/${other}/answers`, { challenge: here.challenge, assertion });
    expect(refused.body).toMatchObject({ correct: false });
    const taken = await fromPage(jane, `/r/${one}/answers`, { challenge: there.challenge, assertion });
    expect(taken.body).toMatchObject({ correct: true });
    for (const recovery of [one, other])
      await world.post('jane', `/recoveries/${recovery}/stops`, { reason: 'the test is over', cause: 'withdrawn' });
  });

  it('of somebody who has not shown that it is them is refused', async () => {
    const { page } = await openPage(browser);
    await addAuthenticator(page, false);
    const recovery = await world.open('jane');
    await page.goto(world.pageOf(recovery));
    await usePasskey(page);
    await page.getByText('The passkey was not used.').waitFor({ timeout: 30_000 });
    await picture(page, 'requester-passkey-not');
    expect(await world.standing(recovery)).toBe('proofing');
    await world.post('jane', `/recoveries/${recovery}/stops`, { reason: 'the test is over', cause: 'withdrawn' });
  });
});
