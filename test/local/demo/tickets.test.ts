import { describe, expect, it } from '@jest/globals';
import { jira } from '../../../lambdas/adapters/signatures/jira.ts';
import { zendesk } from '../../../lambdas/adapters/signatures/zendesk.ts';
import { LIMITS } from '../../../lambdas/contract/limits.ts';
import { readTicket } from '../../../lambdas/core/intake/read-ticket.ts';
import { SOURCES as ROWS } from '../../../lambdas/core/intake/sources.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { type Delivery, jiraTicket, sentAgain, zendeskTicket } from '../../../local/demo/tickets.ts';
import { NOW } from '../../support/fixtures.ts';

const KEY = 'a-key-of-the-webhook-for-tests';
const TICKET = {
  ...{ id: 'HELP-1', account: 'cognito:lena-admin', action: 'reset-mfa', summary: 'lost phone' },
  ...{ requester: 'user-1', opener: 'user-2' },
};

const received = ({ source, headers, body }: Delivery) => ({ source, headers, body: Buffer.from(body) });

const SOURCES = [
  ['jira', jiraTicket, jira],
  ['zendesk', zendeskTicket, zendesk],
] as const;

describe.each(SOURCES)('a demo ticket of %s', (source, make, scheme) => {
  const delivery = make(TICKET, KEY, new Date(NOW));

  it('is signed as the vendor signs', () => {
    expect(scheme.verify(received(delivery), [new Secret(KEY)], NOW)).toMatchObject({ ok: true });
    expect(scheme.verify(received(delivery), [new Secret(`${KEY}!`)], NOW)).toMatchObject({ ok: false });
  });

  it('says what is asked for where the shipped mapping looks', () => {
    const rules = { source, fallbackId: 'none', mostActions: LIMITS.actionsPerTicket, textLength: LIMITS.textLength };
    expect(readTicket(ROWS[source].mapping, JSON.parse(delivery.body), rules)).toMatchObject({
      ticket: { source, id: 'HELP-1' },
      eventAt: NOW,
      outcome: {
        is: 'request',
        request: {
          account: 'cognito:lena-admin',
          actions: ['reset-mfa'],
          requester: `ticket-user:${source}:user-1`,
          agent: `ticket-user:${source}:user-2`,
        },
      },
    });
  });
});

describe('a delivery that is sent again', () => {
  it('has the same bytes and signature under another id', () => {
    const delivery = jiraTicket(TICKET, KEY, new Date(NOW));
    const again = sentAgain(delivery);
    const id = 'x-atlassian-webhook-identifier';
    expect(again.headers[id]).not.toBe(delivery.headers[id]);
    expect({ ...again, headers: { ...again.headers, [id]: '' } }).toEqual({
      ...delivery,
      headers: { ...delivery.headers, [id]: '' },
    });
  });
});
