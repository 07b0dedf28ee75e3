import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

/** Somebody who has a keyboard and nothing else. Every control on their way shows that it has the focus. */
export class Keyboard {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Tabs on to a control. Throws when no way leads there. */
  async to(id: string): Promise<void> {
    for (let step = 0; step < 150; step += 1) {
      const { at, isVisible } = await this.#focus();
      if (at === id) {
        expect([id, isVisible]).toEqual([id, true]);
        return;
      }
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`no way to \`${id}\``);
  }

  async presses(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async types(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Goes to a control and presses it. */
  async uses(id: string): Promise<void> {
    await this.to(id);
    await this.presses('Enter');
  }

  /** Goes to a list and chooses the first entry whose text begins so. */
  async chooses(id: string, text: string): Promise<void> {
    await this.to(id);
    await this.types(text);
  }

  async ticks(id: string): Promise<void> {
    await this.to(id);
    await this.presses('Space');
  }

  async fills(id: string, text: string): Promise<void> {
    await this.to(id);
    await this.types(text);
  }

  /** The focus comes to a control by itself. */
  async isBroughtTo(id: string): Promise<void> {
    await this.page
      .waitForFunction((wanted) => document.activeElement?.id === wanted, id, { timeout: 10_000 })
      .catch(async () => {
        throw new Error(
          `the focus is at \`${await this.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))}\`, not at \`${id}\``,
        );
      });
  }

  /** Tabs from the top to the end: every control that can be used is a stop, each shows that it has the focus, and nothing holds it. */
  async walksAll(): Promise<readonly string[]> {
    await this.page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute('tabindex');
    });
    const stops: string[] = [];
    const faint: string[] = [];
    for (let step = 0; step < 300; step += 1) {
      await this.presses('Tab');
      const { at, isVisible } = await this.#focus();
      if (at === '') break;
      stops.push(at);
      if (!isVisible) faint.push(at);
    }
    expect(faint).toEqual([]);
    const all = await this.page.evaluate(() => {
      const usable =
        'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex="0"]';
      const isShown = (one: Element): boolean => one.checkVisibility();
      return [...document.querySelectorAll(usable)].filter(isShown).map((one) => one.id || one.outerHTML.slice(0, 60));
    });
    expect(all.filter((one) => !stops.includes(one))).toEqual([]);
    expect(stops).toHaveLength(all.length);
    return stops;
  }

  /** What has the focus, and whether that can be seen: an outline, on the screen. */
  #focus(): Promise<{ readonly at: string; readonly isVisible: boolean }> {
    return this.page.evaluate(() => {
      const now = document.activeElement;
      if (now === null || now === document.body) return { at: '', isVisible: false };
      const { outlineStyle, outlineWidth } = getComputedStyle(now);
      const { top, bottom, width } = now.getBoundingClientRect();
      const isOutlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
      const isOnScreen = width > 0 && bottom > 0 && top < window.innerHeight;
      return { at: now.id || now.outerHTML.slice(0, 60), isVisible: isOutlined && isOnScreen };
    });
  }
}
