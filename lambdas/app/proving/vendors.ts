import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { pointerTo } from '../../core/intake/field.ts';
import type { Outcome } from '../../core/proofing/proof.ts';
import { derivedId } from '../../core/values/hash.ts';
import type { WebhookKeys } from '../../ports/secret.ts';
import type { SignatureScheme } from '../../ports/signatures.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { streamOf } from '../people/people-command.ts';
import { problem } from '../problem.ts';
import { token } from '../untrusted/fields.ts';
import { parseJson } from '../untrusted/json.ts';
import { parseAs } from '../untrusted/schema.ts';
import { standingAfter, submitFor } from './visit.ts';

/** An identity-verification vendor to whom the requester's page sends people. */
export interface Vendor {
  /** The name shown to people. */
  readonly name: string;
  /** Start of a session: an `https` address with `{challenge}`, and `{recovery}` if the vendor needs both. */
  readonly startUrl: string;
}

/** Vendors by the source of their results. */
export type Vendors = Readonly<Record<string, Vendor>>;

const startUrl = () => z.string().check(z.maxLength(1024), z.refine(isStart));

const configuration = () =>
  z.record(
    z.string().check(z.regex(/^[a-z][a-z0-9-]{0,40}$/)),
    z.strictObject({ name: z.string().check(z.minLength(1), z.maxLength(64)), startUrl: startUrl() }),
  );

/** Whether an address is `https`, without a password, and with the challenge after the host: nothing before that may be filled in. */
function isStart(template: string): boolean {
  const made = filled(template, { challenge: 'challenge', recovery: 'recovery' });
  if (!URL.canParse(made) || /^https:\/\/[^/?#]*[{@]/i.test(template)) return false;
  const places: readonly string[] = template.match(/\{.*?\}/g) ?? [];
  const areKnown = places.every((one) => one === '{challenge}' || one === '{recovery}');
  return new URL(made).protocol === 'https:' && areKnown && places.includes('{challenge}');
}

/** The vendors in a deployment's configuration. Throws for an invalid one; the message names the places and quotes no values. */
export function parseVendors(value: unknown): Vendors {
  const parsed = z.safeParse(configuration(), value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, code }) => `\`${pointerTo(path)}\` (${code.replaceAll('_', ' ')})`);
  throw new Error(`the configuration of the vendors is wrong at ${places.join(', ')}`);
}

interface Begun {
  readonly challenge: string;
  readonly recovery: string;
}

/**
 * The address where the requester begins a session for this challenge. The challenge's id is no secret: only the vendor's signed result
 * counts.
 */
export const startOf = ({ startUrl: template }: Vendor, begun: Begun): string => filled(template, begun);

const filled = (template: string, begun: Begun): string =>
  template.replace(/\{(challenge|recovery)\}/g, (_, name: keyof Begun) => encodeURIComponent(begun[name]));

/** The signed body of `POST /vendor/{source}`: a vendor's result of one session. Other members are ignored. */
export const vendorResult = () =>
  z.object({
    recovery: z.string().check(z.regex(/^[a-z0-9-]{1,64}$/)),
    /** The challenge's id, as passed to the vendor at the start of the session. */
    challenge: token(),
    result: z.string().check(z.maxLength(64)),
  });

export interface VendorServices extends SubmitServices {
  readonly scheme: SignatureScheme;
  readonly keys: WebhookKeys;
}

/**
 * The outcome for each word of vendors. An unknown word is refused until somebody defines it here. Only `verified` counts; an unfinished
 * session is no evidence against anybody.
 */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  ...{ verified: 'verified', approved: 'verified', passed: 'verified' },
  ...{ failed: 'failed', declined: 'failed', rejected: 'failed' },
  ...{ repudiated: 'repudiated', fraud: 'repudiated' },
  ...{ abandoned: 'abandoned', cancelled: 'abandoned', canceled: 'abandoned' },
  ...{ error: 'error', expired: 'timed-out', 'timed-out': 'timed-out' },
};

/** All known words for results. */
export const VENDOR_RESULTS: readonly string[] = Object.keys(OUTCOMES);

/**
 * Accepts a vendor's result: signed over the raw body, bound to one recovery and to the challenge that sent the requester there, and
 * carried out once, however often it arrives. An unverified delivery is not read. Throws the problem.
 */
export async function takeVendorResult(
  services: VendorServices,
  delivery: {
    readonly source: string;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: Buffer;
  },
) {
  const { source, body } = delivery;
  const keys = await services.keys.of(source);
  if (keys.length === 0) throw problem('source-unknown');
  const verdict = services.scheme.verify(delivery, keys, services.surroundings.now());
  if (!verdict.ok) throw problem(verdict.no);
  const { recovery, challenge, result } = parseAs(vendorResult, parseJson(body));
  const outcome = Object.hasOwn(OUTCOMES, result) ? OUTCOMES[result] : undefined;
  if (outcome === undefined) throw problem('fields-invalid', { facts: { errors: [{ pointer: '/result' }] } });
  const bodyHash = createHash('sha256').update(body).digest('hex');
  const visit = {
    ...{ recovery, actor: { by: 'vendor', source } as const, via: 'vendor' },
    id: derivedId('vendor', source, bodyHash),
  };
  const command = { type: 'RecordProof', method: 'vendor', outcome, reference: challenge, seen: [] } as const;
  const stream = await streamOf(services, recovery);
  return standingAfter(recovery, await submitFor(services, visit, { stream, command }));
}
