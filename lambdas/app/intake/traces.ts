import type { OpenRecovery } from '../../core/recovery/commands.ts';
import { callerNumber } from '../../core/risk/network.ts';
import type { Pseudonyms, TraceName } from '../../ports/keyed.ts';
import { Secret } from '../../ports/secret.ts';

/** What a request shows of where it came from, in the clear: it is in memory while the command is made, and nowhere else. */
export type Traces = Readonly<Record<TraceName, Secret | null>>;

export interface TraceServices {
  readonly pseudonyms: Pseudonyms;
}

/**
 * What of it the command says. INVARIANT: no number and no address goes further than this. Throws `key-unreadable`, retryable, before there
 * is a command: a request whose traces cannot be counted is tried again, and never opened uncounted. Without traces no key is read.
 */
export async function pseudonymsFor(
  { pseudonyms }: TraceServices,
  { caller, network }: Traces,
): Promise<Pick<OpenRecovery, TraceName>> {
  const of = async (trace: TraceName, value: Secret | null) => (value === null ? null : pseudonyms.of(trace, value));
  const [calling, asking] = await Promise.all([of('caller', caller), of('network', network)]);
  return { caller: calling, network: asking };
}

/** Keeps a text from being printed. */
export const secretOf = (text: string | null): Secret | null => (text === null ? null : new Secret(text));

/** The number that a request names, in its one spelling; null where it names none. */
export const callerIn = (text: string | undefined): Secret | null => secretOf(callerNumber(text ?? '') ?? null);
