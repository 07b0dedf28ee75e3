const SVG = 'http://www.w3.org/2000/svg';

/** Makes a part of a picture. Look and place are attributes: the page's policy permits no inline style. */
export function draw(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A place along the width of a picture, as a share of it. */
export const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
