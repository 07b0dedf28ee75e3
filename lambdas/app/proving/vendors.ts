import * as z from 'zod/mini';
import { pointerTo } from '../../core/intake/pointer.ts';

/** An identity-verification vendor that the requester's page sends people to. */
export interface Vendor {
  /** As people know it. */
  readonly name: string;
  /** Where a session begins: an `https` address with `{challenge}` in it, and `{recovery}` where the vendor has to be told both. */
  readonly startUrl: string;
}

/** Vendors by the source under which they send their results. */
export type Vendors = Readonly<Record<string, Vendor>>;

const startUrl = z.string().check(z.maxLength(1024), z.refine(isStart));

const configuration = z.record(
  z.string().check(z.regex(/^[a-z][a-z0-9-]{0,40}$/)),
  z.strictObject({ name: z.string().check(z.minLength(1), z.maxLength(64)), startUrl }),
);

/** `https`, nobody's password, and the challenge behind the host: what stands before that is nobody's to fill in. */
function isStart(template: string): boolean {
  const made = filled(template, { challenge: 'challenge', recovery: 'recovery' });
  if (!URL.canParse(made) || /^https:\/\/[^/?#]*[{@]/i.test(template)) return false;
  const places: readonly string[] = template.match(/\{.*?\}/g) ?? [];
  const areKnown = places.every((one) => one === '{challenge}' || one === '{recovery}');
  return new URL(made).protocol === 'https:' && areKnown && places.includes('{challenge}');
}

/** The vendors of a deployment, from its configuration. Throws when it is not one; says where, and nothing of what is there. */
export function parseVendors(value: unknown): Vendors {
  const parsed = z.safeParse(configuration, value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, code }) => `\`${pointerTo(path)}\` (${code.replaceAll('_', ' ')})`);
  throw new Error(`the configuration of the vendors is wrong at ${places.join(', ')}`);
}

interface Begun {
  readonly challenge: string;
  readonly recovery: string;
}

/** Where the requester begins a session that answers this challenge. Its id is no secret: only the vendor's signed result says anything. */
export const startOf = ({ startUrl: template }: Vendor, begun: Begun): string => filled(template, begun);

const filled = (template: string, begun: Begun): string =>
  template.replace(/\{(challenge|recovery)\}/g, (_, name: keyof Begun) => encodeURIComponent(begun[name]));
