import type { Browser, BrowserContext, Page } from 'playwright-core';
import { DEMO_PEOPLE } from '../../../local/directory/people.ts';
import { openPage } from '../../browser/support/browser.ts';
import { givePasskey } from '../../browser/support/passkeys.ts';
import type { Town } from '../support/town.ts';
import { type InTurn, inTurns } from '../support/turns.ts';

/** More than anybody signs in one tab: the passkey's counter of the next one begins above it. */
const USES = 20;

/** Somebody's own browser. They do one thing at a time. */
interface Seat {
  readonly context: BrowserContext;
  readonly turn: InTurn;
  tabs: number;
}

/** Everybody of the journeys, each in a browser of their own, with the passkey of their record. */
export class Crowd {
  readonly #browser: Browser;
  readonly #town: Town;
  readonly #seats = new Map<string, Promise<Seat>>();

  constructor(browser: Browser, town: Town) {
    this.#browser = browser;
    this.#town = town;
  }

  /** Where people reach the pages. */
  get url(): string {
    return this.#town.url.replace('127.0.0.1', 'localhost');
  }

  /** Somebody opens an address of the console in a tab, signs in where they have to, does something, and closes it. */
  async does<Value>(who: string, address: string, work: (page: Page) => Promise<Value>): Promise<Value> {
    const seat = await this.#seatOf(who);
    return seat.turn(async () => {
      const page = await seat.context.newPage();
      try {
        await this.signIn(page, who, address);
        seat.tabs += 1;
        const passkey = this.#town.passkeys[who];
        if (passkey !== undefined) await givePasskey(page, passkey, seat.tabs * USES);
        return await work(page);
      } catch (error) {
        const shown = await page
          .locator('body')
          .innerText()
          .catch(() => 'nothing');
        throw new Error(`${who} at ${page.url()}: ${String(error)}\n${shown}`);
      } finally {
        await page.close();
      }
    });
  }

  /** Signs somebody in at the issuer's page, by its name or as whom it does not know; a browser that has signed in before comes through. */
  async signIn(page: Page, who: string, address: string): Promise<void> {
    await page.goto(`${this.url}${address}`);
    const button = page.locator('#sign-in');
    const picks = page.locator('#somebody');
    const inside = page.locator('#sign-out');
    await button.or(picks).or(inside).first().waitFor();
    if (await button.isVisible()) await button.click();
    await picks.or(inside).first().waitFor();
    if (await inside.isVisible()) return;
    if (DEMO_PEOPLE.some(({ short }) => short === who)) await page.locator(`button[value=${who}]`).click();
    else {
      await page.locator('input[name=subject]').fill(who);
      await page.locator('input[name=groups]').fill(this.#town.groupsOf(who).join(' '));
      await picks.click();
    }
    await inside.waitFor();
  }

  #seatOf(who: string): Promise<Seat> {
    const seat = this.#seats.get(who) ?? this.#taken();
    this.#seats.set(who, seat);
    return seat;
  }

  async #taken(): Promise<Seat> {
    const { page } = await openPage(this.#browser, { viewport: { width: 1200, height: 800 } });
    const context = page.context();
    await page.close();
    return { context, turn: inTurns(1), tabs: 0 };
  }
}
