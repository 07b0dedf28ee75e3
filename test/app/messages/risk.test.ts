import { describe, expect, it } from '@jest/globals';
import { riskSentence } from '../../../lambdas/app/messages/risk.ts';
import { assessRisk, DETECTORS } from '../../../lambdas/core/risk/assess-risk.ts';
import { type CampaignCount, PUSHED_SIGNALS, type RiskFacts, type Signal } from '../../../lambdas/core/risk/facts.ts';
import { ago, quiet } from '../../core/risk/risk-facts.ts';
import { at, PEOPLE } from '../../support/fixtures.ts';

const count = (by: CampaignCount['by'], accounts: number): CampaignCount => ({ by, accounts });
const BYS = ['requester', 'caller', 'manager', 'network', 'agent', 'desk'] as const;
const THREAT = {
  id: 't',
  at: at(-60),
  until: at(60),
  by: PEOPLE.jane,
  reason: 'r',
  desk: null,
  loweredBy: null,
  drain: false,
};

/** Facts that together make every detector say each of its sentences. */
const FACTS: readonly Partial<RiskFacts>[] = [
  {
    history: [
      ...[ago(60, 'opened', { channel: 'voice' }), ago(70, 'opened', { action: 'reset-mfa' }), ago(80, 'refused')],
      ...[
        ago(60, 'proof-failed'),
        ago(60, 'stopped'),
        ago(60, 'suspected'),
        ago(60, 'rejected'),
        ago(60, 'changed-outside'),
      ],
      ...[ago(60, 'contact-changed'), ago(60, 'authenticator-changed'), ago(60, 'privilege-raised')],
      ...[ago(1, 'answer-wrong'), ago(2, 'answer-wrong'), ago(3, 'answer-wrong')],
    ],
    ...{ agent: PEOPLE.agent, inHours: false, reason: 'urgent', isTicketUnread: true },
    pushed: PUSHED_SIGNALS.map((name) => ({ name, at: at(-60), until: at(60) })),
    threats: [THREAT],
    sightings: { elsewhere: true, outOfHours: true },
    campaign: [
      ...BYS.map((by) => count(by, 99)),
      ...[count('false-call', 9), count('verifier', 99), count('verifier-caller', 9), count('verifier-network', 9)],
      ...[count('verifier-failed', 9), count('suspected-caller', 2), count('suspected-network', 3)],
    ],
  },
  {
    campaign: null,
    history: [
      ago(60, 'proof-failed'),
      ago(70, 'guesses-failed'),
      ago(80, 'changed-outside'),
      ago(90, 'changed-outside'),
    ],
  },
  { sightings: { elsewhere: true, outOfHours: false } },
  { sightings: { elsewhere: false, outOfHours: true } },
];

const said: readonly Signal[] = FACTS.flatMap((over) => assessRisk(quiet(over)).signals);
const digits = (text: string): string => (text.match(/\d+/g) ?? []).sort().join();

describe('the sentences of the risk', () => {
  it('are those of every detector', () => {
    const silent = DETECTORS.map(({ name }) => name).filter((name) => !said.some((one) => one.name === name));
    expect(silent).toEqual([]);
  });

  it.each(said.map(({ name, sentence }) => [name, sentence] as const))(
    'are said in German and in Spanish, with the same numbers: %s: %s',
    (_, sentence) => {
      const [de, es] = [riskSentence({ sentence }, 'de'), riskSentence({ sentence }, 'es')];
      expect(new Set([sentence, de, es]).size).toBe(3);
      for (const other of [de, es]) {
        expect(digits(other)).toBe(digits(sentence));
        expect(other).not.toMatch(/[{}]|undefined| the | of | other accounts/);
      }
      expect(riskSentence({ sentence }, 'en')).toBe(sentence);
    },
  );

  it('stay English where a later or an earlier release says something else', () => {
    for (const sentence of ['the moon is full', 'a verifier who sang', 'asked many times before within 24 hours'])
      expect(riskSentence({ sentence }, 'de')).toBe(sentence);
  });
});
