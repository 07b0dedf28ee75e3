import { encode } from 'uqr';
import { draw } from '../../shared/svg.ts';

/** A QR code that a telephone reads from the screen, dark on light in every theme. */
export function qrOf(text: string, label: string): SVGElement {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  const picture = draw('svg', { viewBox: `0 0 ${size} ${size}`, class: 'qr', role: 'img', 'aria-label': label });
  picture.append(draw('rect', { width: String(size), height: String(size), class: 'light' }));
  picture.append(draw('path', { d: dark.join(''), class: 'dark' }));
  return picture;
}
