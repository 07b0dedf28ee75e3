import type { CampaignCount, Detector, PUSHED_SIGNALS, RiskFacts } from './facts.ts';

type Name = (typeof PUSHED_SIGNALS)[number];

/** Reports of carriers, identity providers and people on duty. */
const REPORTED: Readonly<Record<Name, { readonly weight: number; readonly sentence: string }>> = {
  'sim-change': { weight: 35, sentence: 'the SIM of a registered number was changed' },
  'impossible-travel': { weight: 30, sentence: 'the account signed in from places too far apart' },
  'push-flood': { weight: 40, sentence: 'the account is being flooded with push requests' },
  'push-refused': { weight: 30, sentence: 'the owner refused a push request' },
  'procedure-probing': { weight: 15, sentence: 'somebody asked how recovery works before asking for it' },
  'new-device': { weight: 15, sentence: 'the request came from a device that was not seen before' },
  'unfamiliar-network': { weight: 15, sentence: 'the request came from an unfamiliar network' },
  'privilege-change': { weight: 40, sentence: 'the privileges of the account were changed' },
  'factor-added': { weight: 30, sentence: 'a second factor was added to the account' },
  'identity-provider-added': { weight: 40, sentence: 'the account added an identity provider' },
  'inbox-rule-added': { weight: 30, sentence: 'a rule that moves or hides mail was added to the mailbox' },
  'mass-reset': { weight: 40, sentence: 'the account reset the credentials of many others' },
  campaign: { weight: 40, sentence: 'the people on duty have declared a campaign' },
};

export const reportedSignals: readonly Detector[] = (Object.keys(REPORTED) as Name[]).map((name) => ({
  name,
  weight: REPORTED[name].weight,
  detect: (facts: RiskFacts) => (isReported(facts, name) ? REPORTED[name].sentence : undefined),
}));

/** A report dated in the future (by another clock) also counts. */
const isReported = ({ pushed, now }: RiskFacts, name: Name): boolean =>
  pushed.some((signal) => signal.name === name && now < signal.until);

/** People on duty have raised the threat level: for everybody, for the asking desk, or for this account. */
export const threatLevel: Detector = {
  name: 'threat-level',
  weight: 40,
  detect({ threats, desk, now }) {
    const raised = threats.some(
      (threat) => !threat.drain && now < threat.until && (threat.desk === null || threat.desk === desk),
    );
    return raised ? 'people on duty have raised the threat level' : undefined;
  },
};

/** Number of other accounts in 24 hours that makes one actor remarkable: a desk works for many people, a caller only for themselves. */
const MANY: Readonly<Partial<Record<CampaignCount['by'], number>>> = {
  ...{ requester: 3, caller: 3, manager: 5, network: 10, agent: 10, desk: 40 },
};

/** Many accounts through one agent, caller, network, desk or manager: a campaign, or an insider. */
export const manyByOne: Detector = {
  name: 'many-by-one',
  weight: 30,
  detect({ campaign }) {
    const many = campaign?.filter(({ by, accounts }) => accounts >= (MANY[by] ?? Number.POSITIVE_INFINITY)) ?? [];
    const said = many.map(({ by, accounts }) => `${accounts} through one ${by}`);
    return said.length === 0 ? undefined : `recoveries of many other accounts within 24 hours: ${said.join(', ')}`;
  },
};

/** An agent suspected this caller or network of impersonation in another account: that is enough (rule 10). */
export const suspectedElsewhere: Detector = {
  name: 'suspected-elsewhere',
  weight: 50,
  detect({ campaign }) {
    const suspects = campaign?.filter(({ by, accounts }) => by.startsWith(SUSPECTED) && accounts > 0) ?? [];
    const said = suspects.map(({ by, accounts }) => `${by.slice(SUSPECTED.length)} of ${accounts}`);
    return said.length === 0
      ? undefined
      : `impersonation was suspected in other accounts within 30 days: ${said.join(', ')}`;
  },
};

/** People who reported a false call in a day, from which on it is no accident: somebody calls them one after the other. */
const FALSE_CALLS = 3;

/** Somebody calls many people and says that they are the help desk: whoever asks for a recovery now may have what they told (rule 10). */
export const falseCalls: Detector = {
  name: 'false-calls',
  weight: 20,
  detect({ campaign }) {
    const people = campaign?.find(({ by }) => by === 'false-call')?.accounts ?? 0;
    if (people < FALSE_CALLS) return undefined;
    return `${people} other people were called within 24 hours by somebody who was not the help desk`;
  },
};

const SUSPECTED = 'suspected-';

/** A ticket that could not be read does not count as one in order. */
export const ticketUnread: Detector = {
  name: 'ticket-unread',
  weight: 20,
  detect: ({ isTicketUnread }) =>
    isTicketUnread ? 'the ticket system did not say whether the ticket is open and the requester’s' : undefined,
};

/** An unreadable counter does not count as zero. */
export const counterUnreadable: Detector = {
  name: 'counters-unreadable',
  weight: 30,
  detect: ({ campaign }) => (campaign === null ? 'the counters across accounts could not be read' : undefined),
};
