import * as z from 'zod/mini';
import { isPointer, pointerTo } from '../../core/intake/field.ts';
import type { SourceMapping } from '../../core/intake/mapping.ts';
import { SCHEMES, type SchemeName, SOURCE_NAMES, SOURCES } from '../../core/intake/sources.ts';
import { ACTIONS } from '../../core/registry/account.ts';

/** A ticket system that may send tickets: its signature scheme, and the mapping of its tickets. */
export interface TicketSource {
  readonly scheme: SchemeName;
  readonly mapping: SourceMapping;
}

/** Ticket sources by their name in the webhook address. */
export type TicketSources = Readonly<Record<string, TicketSource>>;

/** The built-in sources, for a deployment without its own configuration. */
export const DEFAULT_SOURCES: TicketSources = Object.fromEntries(
  SOURCE_NAMES.map((name) => [name, { scheme: SOURCES[name].scheme, mapping: SOURCES[name].mapping }]),
);

const pointer = () => z.string().check(z.refine(isPointer));
const lowerCase = () => z.string().check(z.refine((text) => text === text.toLowerCase()));

const FIELD = () => ({
  from: z.exactOptional(z.array(pointer())),
  links: z.exactOptional(z.array(pointer())),
  each: z.exactOptional(pointer()),
  prefix: z.exactOptional(z.string().check(z.minLength(1))),
  table: z.exactOptional(z.record(lowerCase(), z.string())),
  otherwise: z.exactOptional(z.string().check(z.minLength(1))),
});
const field = () => z.strictObject(FIELD());
const identity = () => z.strictObject({ ...FIELD(), as: z.enum(['ticket-user', 'address']) });

const SCHEME_NAMES = Object.keys(SCHEMES) as readonly SchemeName[];

const source = () =>
  z
    .strictObject({
      scheme: z.enum(SCHEME_NAMES),
      event: z.exactOptional(z.strictObject({ from: pointer(), is: z.array(z.string()).check(z.minLength(1)) })),
      changes: z.exactOptional(
        z.strictObject({
          is: z.array(z.string()).check(z.minLength(1)),
          items: pointer(),
          field: z.string().check(z.minLength(1)),
          labels: pointer(),
        }),
      ),
      fraud: z.exactOptional(
        z.strictObject({
          is: z.array(z.string()).check(z.minLength(1)),
          marks: z.array(field()).check(z.minLength(1)),
        }),
      ),
      ticket: field(),
      lastingId: z.exactOptional(field()),
      eventTime: z.exactOptional(
        z.strictObject({ from: pointer(), unit: z.enum(['milliseconds', 'seconds', 'iso-8601']) }),
      ),
      account: z.strictObject({
        ...FIELD(),
        directory: z.exactOptional(z.string().check(z.regex(/^[a-z][a-z0-9-]{1,30}$/))),
      }),
      actions: z.strictObject({
        ...FIELD(),
        table: z.exactOptional(z.record(lowerCase(), z.enum(ACTIONS))),
        others: z.enum(['ignore', 'hold']),
      }),
      requester: identity(),
      opener: identity(),
      channel: field(),
      desk: z.exactOptional(field()),
      reason: field(),
      requestedSeconds: z.exactOptional(field()),
      caller: z.exactOptional(field()),
      network: z.exactOptional(field()),
    })
    // Without a signed time and a time in the body, a captured delivery could be replayed for ever.
    .check(
      z.refine(({ scheme, eventTime }) => SCHEMES[scheme].signsTime || eventTime !== undefined, {
        path: ['eventTime'],
      }),
    );

/** `source:api` and `source:unknown` are streams for refusals without a ticket source. */
const configuration = () => z.record(z.string().check(z.regex(/^(?!(?:api|unknown)$)[a-z][a-z0-9-]{0,40}$/)), source());

/** The ticket sources in a deployment's configuration. Throws for an invalid one; the message names the places and quotes no values. */
export function parseSources(value: unknown): TicketSources {
  const parsed = z.safeParse(configuration(), value);
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path, code }) => `\`${pointerTo(path)}\` (${code.replaceAll('_', ' ')})`);
    throw new Error(`the configuration of the ticket sources is wrong at ${places.join(', ')}`);
  }
  return Object.fromEntries(
    Object.entries(parsed.data).map(([name, { scheme, ...mapping }]) => [
      name,
      { scheme, mapping: mapping satisfies SourceMapping },
    ]),
  );
}
