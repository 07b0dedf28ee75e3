/** Groups of sixteen bits in an IPv6 address (RFC 4291 section 2.2). */
const GROUPS = 8;

/**
 * The network of an IP address: /24 for IPv4, /48 for IPv6, the largest that one site is given (RFC 6177). An IPv4 address in IPv6 spelling
 * counts as IPv4. Undefined for a text that is no address, and for addresses of this machine: they do not tell where a request came from.
 */
export function networkOf(address: string): string | undefined {
  const text = address.trim();
  if (!text.includes(':')) return ipv4Network(octetsOf(text));
  const groups = groupsOf(text.replace(/%[\w.-]+$/, ''));
  if (groups === undefined) return undefined;
  const [high = 0, low = 0] = groups.slice(6);
  const front = groups.slice(0, 5).every((group) => group === 0);
  if (front && groups[5] === 0xffff) return ipv4Network([high >> 8, high & 0xff, low >> 8, low & 0xff]);
  const isOwn = front && groups[5] === 0 && high === 0 && low <= 1;
  return isOwn ? undefined : `${groups.slice(0, 3).map(hexadecimal).join(':')}::/48`;
}

const hexadecimal = (group: number): string => group.toString(16);

/** Undefined for `127.0.0.0/8` and `0.0.0.0/8`, which are this machine. */
function ipv4Network(octets: readonly number[] | undefined): string | undefined {
  if (octets === undefined || octets[0] === 127 || octets[0] === 0) return undefined;
  return `${octets.slice(0, 3).join('.')}.0/24`;
}

/** Four decimal numbers. A leading zero could mean octal, so it is rejected. */
function octetsOf(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  const isSound = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return isSound ? parts.map(Number) : undefined;
}

/** The eight groups of an IPv6 address, with `::` expanded and a final IPv4 address as two groups. */
function groupsOf(text: string): readonly number[] | undefined {
  const [head = '', tail, ...more] = text.split('::');
  const [front, back] = [partsOf(head), tail === undefined ? [] : partsOf(tail)];
  if (front === undefined || back === undefined || more.length > 0) return undefined;
  const missing = GROUPS - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...front, ...Array.from({ length: missing }, () => 0), ...back];
}

function partsOf(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const last = parts.at(-1) ?? '';
  const octets = last.includes('.') ? octetsOf(last) : [];
  const plain = last.includes('.') ? parts.slice(0, -1) : parts;
  if (octets === undefined || !plain.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined;
  const [a, b, c, d] = octets;
  const ending = a === undefined ? [] : [a * 256 + (b ?? 0), (c ?? 0) * 256 + (d ?? 0)];
  return [...plain.map((part) => Number.parseInt(part, 16)), ...ending];
}

/**
 * A number as ITU-T E.164 writes it: a plus sign, the country code, at most fifteen digits in all. With fewer than seven digits no
 * international call is possible.
 */
const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * Numbers that telephone systems show for a hidden caller: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE typed on telephone keys.
 */
const WITHHELD: readonly string[] = ['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253'];

/** Characters between digits: spaces, dots, dashes, slashes, brackets, invisible signs, and a `(0)` that is not dialled. */
const BETWEEN = /\(0\)|[\s\p{Pd}\p{Cf}()./]/gu;

/**
 * The number that called, in its one spelling. Undefined for a text without a country code: two numbers could look the same. A shown number
 * can be forged, so it proves nothing and only adds to risk (rule 7).
 */
export function callerNumber(shown: string): string | undefined {
  const number = shown.normalize('NFKC').replace(BETWEEN, '');
  return E164.test(number) && !WITHHELD.includes(number) ? number : undefined;
}
