import { encode } from 'uqr';

const SVG = 'http://www.w3.org/2000/svg';

/** A QR code that a telephone reads from the screen, dark on light in every theme. */
export function qrOf(text: string, label: string): SVGElement {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  const picture = make('svg', { viewBox: `0 0 ${size} ${size}`, class: 'qr', role: 'img', 'aria-label': label });
  picture.append(make('rect', { width: String(size), height: String(size), class: 'light' }));
  picture.append(make('path', { d: dark.join(''), class: 'dark' }));
  return picture;
}

function make(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
