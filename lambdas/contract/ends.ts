import { CONNECTORS } from './connectors.ts';

type Slow = Readonly<Partial<Record<string, number>>>;

const SLOW: Readonly<Record<string, Slow>> = Object.fromEntries(
  Object.entries(CONNECTORS).map(([name, row]) => [name, 'endsWithin' in row ? row.endsWithin : {}]),
);

const ofConnector = (connector: string): Slow => (Object.hasOwn(SLOW, connector) ? (SLOW[connector] ?? {}) : {});

/** Seconds that an accepted end of this action may take in the directory; undefined where that is as usual. */
export const endsWithin = (connector: string, action: string): number | undefined => ofConnector(connector)[action];

/** The most of them for any action of a connector; 0 where each ends as usual. */
export const slowestEnd = (connector: string): number =>
  Math.max(0, ...Object.values(ofConnector(connector)).map((seconds) => seconds ?? 0));
