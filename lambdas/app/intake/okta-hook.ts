import * as z from 'zod/mini';
import type { DirectoryChange } from '../../core/recovery/state/receipts.ts';
import type { WebhookKeys } from '../../ports/secret.ts';
import type { ShownSecret, WebhookDelivery } from '../../ports/signatures.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { problem } from '../problem.ts';
import { parseJson } from '../untrusted/json.ts';
import { parseAs } from '../untrusted/schema.ts';
import { reconcile } from './receipts.ts';

export interface HookServices extends SubmitServices {
  readonly isShown: ShownSecret;
  readonly keys: WebhookKeys;
  /** The changes in one event; undefined for what is none. The member is absent where the log of no org is reconciled. */
  readonly changesIn?: (event: unknown) => readonly DirectoryChange[] | undefined;
}

/** The name of the secret with which the hook proves itself. It is no source of signals. */
export const OKTA_HOOK = 'okta-hook';

/** The log's name: the same as where it is polled, so that an entry that comes both ways is one. */
const OKTA = 'okta';

/** One delivery has one event, as a rule; Okta may put several into one. */
const MOST_EVENTS = 100;

/** https://developer.okta.com/docs/concepts/event-hooks/ */
const deliveryShape = () =>
  z.object({
    eventType: z.literal('com.okta.event_hook'),
    data: z.object({ events: z.array(z.unknown()).check(z.maxLength(MOST_EVENTS)) }),
  });

/** What came of a delivery. */
export interface HookTaken {
  readonly governed: number;
  readonly ungoverned: number;
  readonly notOurs: number;
}

/**
 * The one request with which Okta asks whether the address is ours: the answer repeats its challenge. It shows the secret too. Throws the problem.
 */
export async function answerOktaChallenge(
  services: HookServices,
  { headers }: Pick<WebhookDelivery, 'headers'>,
): Promise<{ readonly verification: string }> {
  await assertShown(services, { headers });
  const challenge = headers['x-okta-verification-challenge'] ?? '';
  if (challenge === '') throw problem('header-missing');
  if (!/^[\w.~+/=-]{1,256}$/.test(challenge)) throw problem('scheme-malformed');
  return { verification: challenge };
}

/**
 * Reconciles the events of a delivery with the ledger, seconds before the log is asked for them. Okta signs nothing: only the secret says that it
 * is Okta, so the log is asked all the same and has the last word. A delivery that is repeated, late or out of order changes nothing. Throws the
 * problem; events that cannot be read keep none of the others out.
 */
export async function takeOktaEvents(services: HookServices, { headers, body }: WebhookDelivery): Promise<HookTaken> {
  const changesIn = await assertShown(services, { headers });
  const { data } = parseAs(deliveryShape, parseJson(Buffer.from(body)));
  const read = data.events.map((event) => changesIn(event));
  const found: string[] = [];
  for (const change of read.flatMap((changes) => changes ?? []))
    found.push((await reconcile(services, OKTA, change)).is);
  if (read.includes(undefined))
    throw problem('fields-invalid', { facts: { errors: [{ pointer: '/data/events', mistake: 'malformed' }] } });
  const count = (is: string): number => found.filter((one) => one === is).length;
  return { governed: count('governed'), ungoverned: count('ungoverned'), notOurs: count('not-ours') };
}

async function assertShown({ isShown, keys, changesIn }: HookServices, delivery: Pick<WebhookDelivery, 'headers'>) {
  const secrets = changesIn === undefined ? [] : await keys.of(OKTA_HOOK);
  if (changesIn === undefined || secrets.length === 0) throw problem('source-unknown');
  const failure = isShown(delivery, secrets);
  if (failure !== undefined) throw problem(failure);
  return changesIn;
}
