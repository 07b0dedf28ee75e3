import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SOURCES, parseSources, type TicketSource } from '../../../lambdas/app/intake/sources.ts';
import { readTicket } from '../../../lambdas/core/intake/read-ticket.ts';
import { namedPolicy } from '../../../local/directory/policy.ts';
import { sourcesFile } from '../../../local/directory/sources.ts';
import { jiraIssue, zendeskTicket } from '../../support/tickets.ts';

const sources = parseSources(JSON.parse(sourcesFile()));

describe('the ticket sources of the local system', () => {
  it('are those of a deployment, with nothing read in another way but the desk', () => {
    expect(Object.keys(sources)).toEqual(Object.keys(DEFAULT_SOURCES));
    for (const [name, { scheme, mapping }] of Object.entries(DEFAULT_SOURCES)) {
      expect(sources[name]?.scheme).toBe(scheme);
      expect({ ...sources[name]?.mapping, desk: null }).toEqual({ ...mapping, desk: null });
    }
  });

  it.each([
    ['jira', jiraIssue()],
    ['zendesk', zendeskTicket()],
  ])('say of a ticket from %s which of the policy’s desks took it', async (source, ticket) => {
    const { mapping } = sources[source] as TicketSource;
    const rules = { source, fallbackId: 'none', mostActions: 6, textLength: 200 };
    const { outcome } = readTicket(mapping, ticket, rules);
    const { policy } = await namedPolicy('trial');
    expect(outcome).toMatchObject({ is: 'request', request: { desk: expect.stringMatching(/^(service|night)$/) } });
    expect(policy.desks).toEqual(expect.arrayContaining(['service', 'night']));
  });
});
