import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage } from './support/browser.ts';
import { check, pickAt, signedIn } from './support/staff.ts';
import { World } from './support/world.ts';

let world: World;
let browser: Browser;
/** Ken's recovery, proved: it waits for his manager or for an approver. */
let proved: string;

const at = (who: string, place = '') => signedIn(browser, { world, who, at: place });

async function prove(recovery: string): Promise<void> {
  const { page } = await openPage(browser);
  await page.goto(world.pageOf(recovery));
  await page.locator('#prove-issued-code-email-summary').click();
  await page.locator('#prove-issued-code-email-send').click();
  await page.locator('#prove-issued-code-email-code').fill(await world.code(/@home/));
  await page.locator('#prove-issued-code-email-check').click();
  await world.until(recovery, 'approving');
}

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
  proved = await world.open('ken', 'unlock');
  await prove(proved);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

describe('what waits', () => {
  it('is where a manager without any group begins, with the time that is left', async () => {
    const { page, said } = await at('mara');
    await page.locator(`#to-${proved}`).waitFor();
    expect(page.url()).toMatch(/#\/waiting$/);
    expect(await page.locator('#waiting').innerText()).toMatch(/Your countersignature is asked for.[\s\S]*left/);
    expect(await page.getByRole('link', { name: 'Open recoveries' }).count()).toBe(0);
    await check(page, 'waiting');
    expect(said).toEqual([]);
  });

  it('is nothing for somebody who is asked for nothing, and their own account for its owner', async () => {
    const { page } = await at('cora');
    await page.locator('#nothing-waits').waitFor();
    await check(page, 'waiting-none');
    const { page: ken } = await at('ken');
    await ken.getByText('It is about your own account.').waitFor();
  });

  it('is decided in three actions from the message, with what happens on yes and on no, and the last months drawn', async () => {
    const { page } = await openPage(browser, { viewport: { width: 1200, height: 800 } });
    let actions = 1;
    await page.goto(`${world.url}/console#/recoveries/${proved}`);
    actions += 1;
    await pickAt(page, 'mara');
    await page.locator('#countersign-do').waitFor();
    expect(await page.locator('#on-yes li').count()).toBeGreaterThanOrEqual(3);
    expect(await page.locator('#on-no').innerText()).toContain('It ends at once, and nothing is changed.');
    expect(await page.locator('#history li svg').count()).toBeGreaterThan(0);
    await page.locator('#history-list').click();
    await check(page, 'approver-decides');
    actions += 1;
    await page.locator('#countersign-do').click();
    await page.getByText('Thank you. Your countersignature is recorded.').waitFor();
    expect(actions).toBeLessThanOrEqual(3);
    await world.until(proved, 'granted');
  });
});

describe('people on duty', () => {
  it('see access that is open with the time left, and take it away at once', async () => {
    const other = await world.open('jane', 'unlock');
    const { page, said } = await at('dana');
    await page.locator(`#duty-${proved}`).waitFor();
    expect(page.url()).toMatch(/#\/duty$/);
    expect(await page.locator('#running').innerText()).toMatch(/cognito:ken[\s\S]*left/);
    await page.locator('#threat-summary').click();
    await page.locator('#incident-summary').click();
    await check(page, 'duty');
    await page.locator('#revoke-what').selectOption({ label: 'All that are shown: 2 recoveries' });
    await page.locator('#revoke-reason').fill('One caller asked for both');
    await page.locator('#revoke-do').click();
    await page.getByText('They are stopped. What they gave is being taken away.').waitFor();
    await world.until(other, 'stopped');
    await page.locator('#none-running').waitFor();
    expect(await page.locator('#alerts li').count()).toBeGreaterThan(0);
    expect(said).toEqual([]);
  });

  it('see what a look at the directory of record found, with what to do about each, and who is missing', async () => {
    const { page, said } = await at('dana');
    const source = {
      ...{ source: 'entra', stop: { code: 'rows-lost', people: 40, of: 400 }, total: 104, proposed: 'd1' },
      findings: [
        { code: 'privileged-unregistered', of: 'entra:root@contoso.example', with: null },
        { code: 'custodian-left', of: 'secret:prod/payments/db', with: 'person:bob' },
        { code: 'custodian-left', of: 'secret:prod/mail', with: 'person:bob' },
        { code: 'manager-unknown', of: 'entra:jane@contoso.example', with: 'id-nobody' },
      ],
    };
    const nothing = { source: 'okta', stop: null, findings: [], total: 0, proposed: null };
    await page.route('**/registry/findings', (route) => route.fulfill({ json: { sources: [source, nothing] } }));
    await page.goto(`${world.url}/console#/waiting`);
    await page.goto(`${world.url}/console#/duty`);
    await page.locator('#stop-entra').waitFor();
    expect(await page.locator('#stop-entra').innerText()).toContain('40 of 400 people are missing at once');
    expect(await page.locator('#found-entra-custodian-left li').count()).toBe(2);
    await page.getByText('Find out who made them administrators.').waitFor();
    await page.getByText('Managers who do not exist').waitFor();
    await page.getByText('And 100 more').waitFor();
    await page.getByText('npx countersign registry findings --records entra').waitFor();
    expect(await page.locator('#found-okta').count()).toBe(0);
    await check(page, 'duty-found');
    expect(said).toEqual([]);
  });

  it('revoke nothing that took the place of what they chose, and nothing without a choice', async () => {
    const [chosen, other] = [await world.open('ken', 'unlock'), await world.open('jane', 'unlock')];
    const { page } = await at('dana', '#/duty');
    await page.locator(`#duty-${chosen}`).waitFor();
    const what = page.locator('#revoke-what');
    expect(await what.inputValue()).toBe('');
    await what.selectOption(`one ${chosen}`);
    await page.locator('#revoke-reason').fill('One caller asked for both');
    await world.clear('ken', chosen);
    await page.locator(`#duty-${chosen}`).waitFor({ state: 'detached' });
    expect([await what.inputValue(), await page.locator('#revoke-reason').inputValue()]).toEqual([
      '',
      'One caller asked for both',
    ]);
    await page.locator('#revoke-do').click();
    await page.locator('#revoke').evaluate((form: HTMLFormElement) => {
      form.noValidate = true;
      form.requestSubmit();
    });
    await page.locator('#message-text').filter({ hasText: 'Choose what to revoke' }).waitFor();
    expect(await world.standing(other)).toBe('proofing');
    await world.clear('jane', other);
  });

  it('raise the threat level, declare an incident and end it', async () => {
    const { page } = await at('dana', '#/duty');
    await page.locator('#threat-summary').click();
    await page.locator('#threat-reason').fill('Many calls from one number');
    await page.locator('#threat-do').click();
    await page.getByText('The threat level is raised for everybody').waitFor();
    expect(await page.locator('#threat-reason').inputValue()).toBe('');
    await page.locator('#threats button').click();
    await page.getByText('person:dana has asked to lower it.').waitFor();
    expect(await page.locator('#threats button').count()).toBe(0);
    await page.locator('#incident-summary').click();
    await page.locator('#incident-number').fill('INC-4711');
    await page.locator('#incident-reason').fill('The directory is under attack');
    await page.locator('#incident-do').click();
    await page.locator('#end-INC-4711').waitFor();
    await check(page, 'duty-busy');
    await page.locator('#end-INC-4711').click();
    await page.getByText('The incident is ended.').waitFor();
  });
});

describe('a drain', () => {
  it('is shown as what it is, and somebody on duty asks for its end', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await world.post('dana', '/threats', { until, reason: 'we move', drain: true });
    const { page } = await at('dana', '#/duty');
    const row = page.locator('#threats li').filter({ hasText: 'we move' });
    await row.waitFor();
    expect(await row.innerText()).toMatch(/nothing is granted[\s\S]*Two people on duty lift this/);
    await check(page, 'duty-drain');
    await row.getByRole('button', { name: 'Let access be granted again' }).click();
    await row.getByText('person:dana has asked to lift it.').waitFor();
    expect(await row.locator('button').count()).toBe(0);
  });
});

describe('administrators', () => {
  it('read what a proposal changes and confirm exactly that, each the other one’s', async () => {
    const person = {
      ...{
        person: 'person:olive',
        nature: 'human',
        name: 'Olive Quist',
        subjects: [],
        addresses: ['olive@example.com'],
      },
      ...{ ticketUsers: [], parts: ['verifier'] },
    };
    await world.post('adam', '/registry/proposals', { person });
    const { page: adam } = await at('adam');
    const link = '[id="to-person-person:olive"]';
    await adam.locator(link).click();
    await adam.locator('#why-not').waitFor();
    const { page: ada } = await at('ada');
    await check(ada, 'proposals');
    await ada.locator(link).click();
    await ada.locator('#confirm-person-do').waitFor();
    expect(await ada.locator('#change-person').innerText()).toMatch(
      /mail addresses[\s\S]*olive@example[\s\S]*parts[\s\S]*verifier/,
    );
    await check(ada, 'proposal');
    await ada.locator('#confirm-person-do').click();
    await ada.getByText('It is confirmed, and in force.').waitFor();
    await ada.locator('#none-proposed').waitFor();
  });

  it('check a policy file, are led to each faulty line, read what it changes, and propose it', async () => {
    const { page, said } = await at('adam', '#/proposals');
    await page.locator('#to-draft').click();
    await page.locator('#draft-text').waitFor();
    await check(page, 'policy');
    const text = 'name: own\nextends: default\natMost: { grant: soon }\nrulez: []\n';
    await page.locator('#draft-text').fill(text);
    await page.locator('#draft-do').click();
    await page.locator('#fault-0').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('checked-head');
    await check(page, 'policy-faulty');
    await page.locator('#fault-0').click();
    const marked = await page.locator('#draft-text').evaluate((field: HTMLTextAreaElement) => {
      return field.value.slice(field.selectionStart, field.selectionEnd);
    });
    expect(['atMost: { grant: soon }', 'rulez: []']).toContain(marked);
    const chosen = { name: 'own.yaml', mimeType: 'text/yaml', buffer: Buffer.from('name: own\nextends: default\n') };
    await page.locator('#draft-file').setInputFiles(chosen);
    await page.locator('#checked-head').waitFor({ state: 'detached' });
    expect(await page.locator('#draft-text').inputValue()).toBe('name: own\nextends: default\n');
    await page.locator('#draft-do').click();
    await page.locator('#propose-do').waitFor();
    expect(await page.locator('#difference-counts').innerText()).not.toBe('');
    await check(page, 'policy-changes');
    await page.locator('#propose-do').click();
    await page.locator('#proposal-policy').waitFor();
    expect(page.url()).toContain(encodeURIComponent('policy:active'));
    await check(page, 'policy-proposed');
    const { page: otto } = await at('otto', '#/policy');
    await otto.locator('#not-yours').waitFor();
    expect(said).toEqual([]);
  });

  it('see beside a proposal whom it looks like, and confirm it with that', async () => {
    const person = {
      ...{ person: 'person:1ena', nature: 'human', name: '1ena', subjects: [], addresses: ['1ena@example.com'] },
      ...{ ticketUsers: [], parts: [] },
    };
    await world.post('adam', '/registry/proposals', { person });
    const { page: ada } = await at('ada', `#/proposals/${encodeURIComponent('person:1ena')}`);
    await ada.locator('#alike-person').waitFor();
    expect(await ada.locator('#alike-person').innerText()).toMatch(/person:lena[\s\S]*letter by letter/);
    await check(ada, 'proposal-alike');
    await ada.locator('#confirm-person-do').click();
    await ada.getByText('It is confirmed, and in force.').waitFor();
  });
});
