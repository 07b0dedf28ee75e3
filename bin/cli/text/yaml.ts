/**
 * A JSON value as YAML 1.2, in blocks. Texts are in double quotes, so that none is taken for a number, a date or a yes; every character that
 * a terminal would act on is escaped.
 */
export const asYaml = (value: unknown): string => `${nodeOf(JSON.parse(JSON.stringify(value)), '').trimStart()}\n`;

/** A node after its key or its dash: on the same line, or as a block below it. */
function nodeOf(value: unknown, indent: string): string {
  if (Array.isArray(value)) return value.length === 0 ? ' []' : value.map((one) => itemOf(one, indent)).join('');
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value);
    if (members.length === 0) return ' {}';
    return members.map(([key, one]) => `\n${indent}${keyOf(key)}:${nodeOf(one, `${indent}  `)}`).join('');
  }
  return ` ${typeof value === 'string' ? quoted(value) : String(value)}`;
}

/** The first member of an object stands behind the dash. */
function itemOf(value: unknown, indent: string): string {
  const node = nodeOf(value, `${indent}  `);
  return `\n${indent}- ${node.trimStart()}`;
}

/** Words that YAML 1.1 takes for a value. */
const TAKEN = /^(y|n|yes|no|on|off|true|false|null)$/i;
const keyOf = (key: string): string => (/^[A-Za-z][\w-]*$/.test(key) && !TAKEN.test(key) ? key : quoted(key));

/** Unprintable characters, as for people (`print.ts`). */
const ACTED_ON = /[\p{C}\u2028\u2029]/gu;
const quoted = (text: string): string => JSON.stringify(text).replace(ACTED_ON, escaped);

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
}
