import type { CONNECTORS, ConnectorName } from './connectors.ts';

type ActionOf<Name extends ConnectorName> = (typeof CONNECTORS)[Name]['actions'][number];
type Slow = Readonly<Partial<Record<string, number>>>;

/** Seconds that an accepted end of an action may take in the directory before it counts as overdue, where that is longer than usual. */
const SLOW: { readonly [Name in ConnectorName]?: Readonly<Partial<Record<ActionOf<Name>, number>>> } = {
  // The device replaces its key itself, once it hears of the order: that takes minutes where it is online.
  entra: { 'release-disk-key': 3_600 },
};

const ofConnector = (connector: string): Slow =>
  Object.hasOwn(SLOW, connector) ? (SLOW[connector as ConnectorName] ?? {}) : {};

/** Seconds that an accepted end of this action may take in the directory; undefined where that is as usual. */
export const endsWithin = (connector: string, action: string): number | undefined => ofConnector(connector)[action];

/** The most of them for any action of a connector; 0 where each ends as usual. */
export const slowestEnd = (connector: string): number =>
  Math.max(0, ...Object.values(ofConnector(connector)).map((seconds) => seconds ?? 0));
