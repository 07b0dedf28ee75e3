import { expect } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { METHODS, type MethodName } from '../../../lambdas/core/proofing/methods.ts';
import type { LocalSystem } from '../../../local/start/system.ts';
import { addAuthenticator, openPage } from '../../browser/support/browser.ts';
import { hears, takes, wordsOn } from '../../browser/support/people.ts';
import { eventually } from '../../support/eventually.ts';
import type { Play } from '../../support/play.ts';
import type { Hands } from '../support/hands.ts';
import { codeSentTo, vendorVerifies } from '../support/outside.ts';
import { type Household, reachOf } from '../support/town.ts';
import type { Crowd } from './crowd.ts';

export interface Scene {
  readonly browser: Browser;
  readonly crowd: Crowd;
  readonly system: LocalSystem;
  /** Says when something has arrived: what people do next, they do on a screen. */
  readonly play: Play;
}

/** The people of one recovery, each in a browser of their own, with a virtual authenticator where they have a passkey. */
export class InBrowser implements Hands {
  readonly #scene: Scene;
  readonly #household: Household;
  /** The telephone of the requester, on which they are not signed in. */
  #page: Page | undefined;
  #savedCode = '';
  #app: TOTP | undefined;
  #recovery = '';
  #address = '';

  constructor(scene: Scene, household: Household) {
    this.#scene = scene;
    this.#household = household;
  }

  get #own(): Page {
    if (this.#page === undefined) throw new Error('the requester has no page open');
    return this.#page;
  }

  async prepare(): Promise<void> {
    const { page } = await openPage(this.#scene.browser, { viewport: { width: 390, height: 800 } });
    this.#page = page;
    const { row, company } = this.#household;
    const has = (method: MethodName) => row.methods.includes(method);
    if (!(['passkey', 'saved-code', 'totp', 'recovery-contact'] as const).some(has)) return;
    await addAuthenticator(page);
    await this.#scene.crowd.signIn(page, company.requester, '/me');
    if (has('passkey')) {
      await page.locator('#add-passkey-0').click();
      await page.getByText('It is prepared.').waitFor();
    }
    if (has('totp')) {
      await page.locator('#add-app-0').click();
      const secret = (await page.locator('#app-secret').innerText()).replace(/\s/g, '');
      this.#app = new TOTP({ secret: Secret.fromBase32(secret) });
      await page.locator('#app-password').fill(this.#app.generate());
      await page.locator('#app-do').click();
      await page.getByText('It is prepared.').waitFor();
    }
    if (has('saved-code')) {
      await page.locator('#add-code-0').click();
      this.#savedCode = await page.locator('#saved-code').innerText();
      await page.locator('#code-kept').click();
    }
    if (has('recovery-contact')) {
      await page.locator('#helper-0').fill(`${company.friend}@example.com`);
      await page.locator('#name-do-0').click();
      await page.getByText('Your colleague is named.').waitFor();
    }
    await page.context().clearCookies();
  }

  async ask(): Promise<string> {
    const { row, account, company } = this.#household;
    this.#recovery = await this.#scene.crowd.does(company.requester, '/console#/new', async (page) => {
      await page.locator('#own-account').fill(account);
      await page.locator('#own-action').selectOption(row.action);
      await page.locator('#own-reason').fill('a test');
      await page.locator('#own-do').click();
      await page.waitForURL(/#\/recoveries\/[a-z0-9]{26}$/);
      if (row.connector !== null) this.#address = (await page.locator('#own-page').getAttribute('href')) ?? '';
      return page.url().slice(-26);
    });
    return this.#recovery;
  }

  /** The address is on the screen on which they asked. */
  async visit(): Promise<void> {
    await this.#own.goto(this.#address);
    await this.#own.locator('#page-words').waitFor();
  }

  async give(method: MethodName): Promise<void> {
    const { company, row } = this.#household;
    const { asks } = METHODS[method];
    const before = await this.#proofs();
    switch (asks.for) {
      case 'sighting':
        for (const verifier of row.isSeenTwice ? company.verifiers : company.verifiers.slice(0, 1))
          await this.#waitsFor(verifier, (page) => this.#sees(page, method));
        break;
      case 'word':
        await this.#waitsFor(asks.of === 'manager' ? company.manager : company.custodian, (page) =>
          this.#vouches(page, method),
        );
        break;
      case 'code-read-back':
        await this.#waitsFor(company.verifiers[0], (page) => this.#callsBack(page));
        break;
      default:
        await this.#provesOnPage(method);
    }
    await eventually(async () => expect(await this.#proofs()).toBeGreaterThan(before));
  }

  async countersign(approver: string): Promise<void> {
    await this.#waitsFor(approver, async (page) => {
      await page.locator('#countersign-do').click();
      await page.getByText('Thank you. Your countersignature is recorded.').waitFor();
    });
  }

  async claim(at: 'page' | 'signed in'): Promise<string> {
    if (at === 'page') return takes(this.#own);
    return this.#scene.crowd.does(this.#household.company.requester, '/console#/waiting', async (page) => {
      await page.locator(`#to-${this.#recovery}`).click();
      await page.locator('#claim-do').click();
      return page.locator('#credential').innerText();
    });
  }

  async stop(): Promise<void> {
    await this.#scene.crowd.does('dana', '/console', async (page) => {
      await page.locator('#running').getByRole('link', { name: this.#household.account, exact: true }).click();
      await page.locator('#stop-summary').click();
      await page.locator('#stop-reason').fill('it has done its work');
      await page.locator('#stop-do').click();
      await page.getByText('Whatever it gave is being taken away').waitFor();
    });
  }

  async review(): Promise<void> {
    await this.#waitsFor('rita', async (page) => {
      await page.locator('#review-finding').selectOption('appropriate');
      await page.locator('#review-note').fill('it was as it should be');
      await page.locator('#review-do').click();
      await page.getByText('The review is recorded.').waitFor();
    });
  }

  async leave(): Promise<void> {
    await this.#page?.context().close();
  }

  async #proofs(): Promise<number> {
    return (await this.#scene.play.shows(this.#recovery)).recovery.proofs.length;
  }

  /** Somebody finds it in the list of what waits for them. */
  #waitsFor(who: string, work: (page: Page) => Promise<void>): Promise<void> {
    return this.#scene.crowd.does(who, '/console#/waiting', async (page) => {
      await page.locator(`#to-${this.#recovery}`).click();
      await work(page);
    });
  }

  /** Whoever confirms something of the requester talks to them first. They say two words as well, which the requester types. */
  async #talk(page: Page): Promise<string> {
    if (!(await this.#own.locator('#met').isVisible())) await hears(this.#own, await wordsOn(page, '#words'));
    return wordsOn(this.#own, '#page-words');
  }

  async #sees(page: Page, method: MethodName): Promise<void> {
    await page.locator('#prove-method').selectOption(method);
    for (const step of await page.locator(`.of-${method} input`).all()) await step.check();
    await page.locator('#prove-seen-passport').check();
    await page.locator('#prove-seen-employee-badge').check();
    await page.locator('#prove-reference').fill('badge-log/1');
    await page.locator('#prove-page').fill(await this.#talk(page));
    await page.locator('#prove-do').click();
    await page.getByText('Thank you. Your statement is recorded.').waitFor();
  }

  async #vouches(page: Page, method: MethodName): Promise<void> {
    await page.locator('#prove-method').selectOption(method);
    await page.locator('#prove-page').fill(await this.#talk(page));
    await page.locator('#prove-do').click();
    await page.getByText('Thank you. Your statement is recorded.').waitFor();
  }

  /** A verifier sends a code to one contact, calls another, and types what is read back. */
  async #callsBack(page: Page): Promise<void> {
    await page.locator('#call-summary').click();
    await page.locator('#call-who').selectOption('mail/home');
    await page.locator('#call-do').click();
    await page.locator('#call-number').waitFor();
    await page.locator('#call-code').fill(await codeSentTo(this.#scene.system, reachOf(this.#household).mail));
    await page.locator('#call-page').fill(await this.#talk(page));
    await page.locator('#heard-do').click();
    await page.getByText('That was right. It is recorded.').waitFor();
  }

  async #provesOnPage(method: MethodName): Promise<void> {
    const page = this.#own;
    await page.locator(`#prove-${method}-summary`).click();
    const { asks } = METHODS[method];
    if (asks.for === 'passkey') return page.locator(`#prove-${method}-do`).click();
    if (asks.for === 'vendor') return this.#isSentBack(page);
    await page
      .locator(`#prove-${method}-code`)
      .or(page.locator(`#prove-${method}-send`))
      .first()
      .waitFor();
    await page.locator(`#prove-${method}-code`).fill(await this.#codeFor(page, method));
    await page.locator(`#prove-${method}-check`).click();
  }

  /** What the requester types: what they keep, or what was sent to where the page said. */
  async #codeFor(page: Page, method: MethodName): Promise<string> {
    const { asks } = METHODS[method];
    if (asks.for === 'saved-code') return this.#savedCode;
    // The step in which it was enrolled is used up, or not: the next one is good in any case.
    if (asks.for === 'one-time-password') return this.#app?.generate({ timestamp: Date.now() + 30_000 }) ?? '';
    await page.locator(`#prove-${method}-send`).click();
    await page.locator(`#prove-${method}-code`).waitFor();
    const { mail, mobile, home } = reachOf(this.#household);
    const to =
      asks.for === 'code'
        ? { email: mail, sms: mobile, voice: home }[asks.to]
        : `${this.#household.company.friend}@example.com`;
    return codeSentTo(this.#scene.system, to);
  }

  /** The requester goes to the vendor by the page's link, which names the session; the vendor sends its signed result. */
  async #isSentBack(page: Page): Promise<void> {
    await page.locator('#prove-vendor-idv-begin').click();
    const start = (await page.locator('#prove-vendor-idv-open').getAttribute('href')) ?? '';
    const challenge = new URL(start).searchParams.get('session') ?? '';
    await vendorVerifies(this.#scene.system, { recovery: this.#recovery, challenge });
  }
}
