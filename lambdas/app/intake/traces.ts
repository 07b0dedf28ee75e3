import type { OpenRecovery } from '../../core/recovery/commands.ts';
import { callerNumber } from '../../core/risk/network.ts';
import type { Pseudonyms, TraceName } from '../../ports/keyed.ts';
import { Secret } from '../../ports/secret.ts';

/** The caller and network of a request, in the clear: only in memory, while the command is made. */
export type Traces = Readonly<Record<TraceName, Secret | null>>;

export interface TraceServices {
  readonly pseudonyms: Pseudonyms;
}

/**
 * The pseudonyms for a command. INVARIANT: no number and no address leaves this function. Throws `key-unreadable`, retryable, before there
 * is a command: a request whose traces cannot be counted is retried, never opened uncounted. Without traces no key is read.
 */
export async function pseudonymsFor(
  { pseudonyms }: TraceServices,
  { caller, network }: Traces,
): Promise<Pick<OpenRecovery, TraceName>> {
  const of = async (trace: TraceName, value: Secret | null) => (value === null ? null : pseudonyms.of(trace, value));
  const [calling, asking] = await Promise.all([of('caller', caller), of('network', network)]);
  return { caller: calling, network: asking };
}

/** Wraps a text so that it cannot be printed. */
export const secretOf = (text: string | null): Secret | null => (text === null ? null : new Secret(text));

/** The number in a request, in its one spelling; null for none. */
export const callerIn = (text: string | undefined): Secret | null => secretOf(callerNumber(text ?? '') ?? null);
