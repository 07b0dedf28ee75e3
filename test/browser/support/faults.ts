import type { Page } from 'playwright-core';

/** What keeps somebody out: a control without a name, a missing landmark, ids twice, text too faint, targets too small, a page too wide. */
export const findFaults = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const isShown = (one: Element): boolean => one.checkVisibility() && one.getBoundingClientRect().left >= 0;
    const all = (selector: string): Element[] => [...document.querySelectorAll(selector)].filter(isShown);
    const textOf = (id: string): string => document.getElementById(id)?.textContent?.trim() ?? '';
    const faults: string[] = [];
    const nameOf = (one: Element): string => {
      const labelled = (one.getAttribute('aria-labelledby') ?? '').split(' ').map(textOf).join('');
      const label =
        one instanceof HTMLInputElement ? [...(one.labels ?? [])].map((each) => each.textContent).join('') : '';
      return (
        labelled ||
        (one.getAttribute('aria-label') ?? '') ||
        label ||
        (one instanceof HTMLInputElement ? '' : (one.textContent ?? ''))
      ).trim();
    };
    for (const one of all('button, a[href], input, summary, output, nav, section'))
      if (nameOf(one) === '') faults.push(`no name: ${one.outerHTML.slice(0, 80)}`);
    for (const one of ['header', 'nav', 'main', 'footer', 'h1'])
      if (document.querySelectorAll(one).length !== 1) faults.push(`not one ${one}`);
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    for (const id of ids) if (ids.filter((one) => one === id).length > 1) faults.push(`id twice: ${id}`);
    for (const one of document.querySelectorAll('[aria-describedby], [aria-labelledby]'))
      for (const id of `${one.getAttribute('aria-describedby') ?? ''} ${one.getAttribute('aria-labelledby') ?? ''}`.split(
        ' ',
      ))
        if (id !== '' && document.getElementById(id) === null) faults.push(`nothing has the id ${id}`);
    const levels = all('h1, h2, h3').map(({ tagName }) => Number(tagName.slice(1)));
    levels.forEach((level, index) => {
      if (level > (levels[index - 1] ?? 0) + 1) faults.push(`heading ${level} after ${levels[index - 1]}`);
    });
    for (const one of all('button, summary, input[type="text"]')) {
      const { width, height } = one.getBoundingClientRect();
      if (width < 24 || height < 40) faults.push(`small: ${one.id} ${width}x${height}`);
    }
    if (document.documentElement.scrollWidth > window.innerWidth) faults.push('wider than the screen');
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgb = (color: string): [number, number, number, number] => {
      if (canvas === null) return [0, 0, 0, 0];
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return [red, green, blue, alpha];
    };
    const luminance = ([red, green, blue]: readonly number[]): number => {
      const [r = 0, g = 0, b = 0] = [red, green, blue].map((value = 0) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const groundOf = (one: Element | null): readonly number[] => {
      if (one === null) return [255, 255, 255];
      const color = rgb(getComputedStyle(one).backgroundColor);
      return color[3] > 0 ? color : groundOf(one.parentElement);
    };
    for (const one of all('body *')) {
      const hasText = [...one.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
      );
      if (!hasText || one.closest('.unseen, noscript, [disabled]') !== null) continue;
      const [text, ground] = [luminance(rgb(getComputedStyle(one).color)), luminance(groundOf(one))];
      const contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
      if (contrast < 4.5) faults.push(`contrast ${contrast.toFixed(2)}: ${one.textContent?.slice(0, 40)}`);
    }
    return faults;
  });
