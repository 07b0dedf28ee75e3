import type { Locator, Page } from 'playwright-core';

/** Somebody's hand: counts each click, each shortcut and each filled field as one action, on whatever page they are. */
export class Hand {
  actions = 0;
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async clicks(what: string | Locator): Promise<void> {
    this.actions += 1;
    await this.#found(what).click();
  }

  async fills(what: string | Locator, text: string): Promise<void> {
    this.actions += 1;
    await this.#found(what).fill(text);
  }

  async chooses(what: string, option: string): Promise<void> {
    this.actions += 1;
    await this.#found(what).selectOption(option);
  }

  /** A shortcut, or a key that does something. */
  async presses(key: string): Promise<void> {
    this.actions += 1;
    await this.page.keyboard.press(key);
  }

  /** Writes into the field that has the focus. */
  async types(text: string): Promise<void> {
    this.actions += 1;
    await this.page.keyboard.type(text);
  }

  /** Follows a link that somebody has sent. */
  async follows(address: string): Promise<void> {
    this.actions += 1;
    await this.page.goto(address);
  }

  #found(what: string | Locator): Locator {
    return typeof what === 'string' ? this.page.locator(what) : what;
  }
}
