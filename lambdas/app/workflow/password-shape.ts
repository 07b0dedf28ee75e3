/** Recognizable kinds of values that are not passwords. Replacing one by a random password would lock its readers out. */
const OTHER_KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a private key or a certificate', /-----BEGIN|^(?:ssh-|ecdsa-|PuTTY-)/],
  ['a connection string', /:\/\/|^jdbc:|^[\w.-]+:[^@\s]*@|@tcp\(|(?:^|[;\s])(?:server|host|data source)\s*=/i],
  ['settings in lines', /^\s*[\w.-]+\s*[=:]\s*\S*[\s\S]*[\r\n]/],
  ['a setting with its name', /^(?:export\s+)?[A-Za-z_][\w.-]*=[^=]/],
  ['markup', /^\s*</],
  ['a JSON value', /^\s*["[{]|^(?:true|false|null|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i],
  ['a place', /^[a-z0-9-]+(?:\.[a-z0-9-]+)+\.?$|^arn:|^(?:\/|\.{1,2}\/|~\/|[A-Za-z]:\\)[\w./\\ -]*$/],
  [
    'a token that another system issued',
    /^(?:eyJ|A[KS]IA[A-Z0-9]{16}$|gh[pousr]_|github_pat_|glpat-|xox[a-z]-|[rs]k_live_|AIza|SG\.)/,
  ],
];

/** One word as generators and people make them, at most 128 characters. `=` is base64 padding, allowed only at the end. */
const OPAQUE = /^[A-Za-z0-9._~!#$%^*+/-]{1,126}={0,2}$/;

/** The recognized kind of a text, or undefined if it may be a password. Quotes nothing of the text. */
export function otherKind(text: string): string | undefined {
  const found = OTHER_KINDS.find(([, pattern]) => pattern.test(text))?.[0];
  return found ?? encodedKind(text);
}

/** Whether a text can be an opaque password: an allow-list, because most secrets are something else. */
export const isOpaque = (text: string): boolean => OPAQUE.test(text) && otherKind(text) === undefined;

/** Recognizes base64 of a text, of a DER structure or of an archive: random bytes decode to none of these. */
function encodedKind(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/_-]{16,}={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  const [first = 0, second = 0, third = 0] = bytes;
  const isDer = first === 0x30 && (second === bytes.length - 2 || (second >= 0x81 && second <= 0x84));
  if (isDer) return 'a private key or a certificate';
  if ((first === 0x1f && second === 0x8b) || (first === 0x50 && second === 0x4b && third < 0x10)) return 'an archive';
  return bytes.length >= 12 && bytes.every(isPrintable) ? 'an encoded text' : undefined;
}

const isPrintable = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d;
