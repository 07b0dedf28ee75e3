import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SOURCES, parseSources } from '../../../lambdas/app/intake/sources.ts';
import { SOURCES } from '../../../lambdas/core/intake/sources.ts';

const JIRA = { scheme: 'jira', ...SOURCES.jira.mapping };
const SERVICENOW = { scheme: 'standard-webhooks', ...SOURCES.servicenow.mapping };

describe('the configuration of ticket sources', () => {
  it('can say everything that the built-in sources say', () => {
    const written = { jira: JIRA, zendesk: { scheme: 'zendesk', ...SOURCES.zendesk.mapping }, servicenow: SERVICENOW };
    expect(parseSources(JSON.parse(JSON.stringify(written)))).toEqual(DEFAULT_SOURCES);
  });

  it('names sources as it likes, but for the streams of refusals', () => {
    expect(Object.keys(parseSources({ 'jira-emea': JIRA }))).toEqual(['jira-emea']);
    for (const name of ['api', 'unknown', 'Jira', 'a/b', ''])
      expect(() => parseSources({ [name]: JIRA })).toThrow('the configuration of the ticket sources is wrong');
  });

  it.each([
    ['/jira/scheme', { ...JIRA, scheme: 'none' }],
    ['/jira/scheme', { ...JIRA, scheme: undefined }],
    ['/jira/eventTime', { ...JIRA, eventTime: undefined }],
    ['/jira', { ...JIRA, channels: {} }],
    ['/jira/ticket/from/0', { ...JIRA, ticket: { from: ['issue/key'] } }],
    ['/jira/account/directory', { ...JIRA, account: { from: ['/a'], directory: 'a:b' } }],
    ['/jira/actions/others', { ...JIRA, actions: { from: ['/a'] } }],
    ['/jira/actions/table/rotate', { ...JIRA, actions: { ...JIRA.actions, table: { rotate: 'make-admin' } } }],
    ['/jira/channel/table/Web', { ...JIRA, channel: { from: ['/a'], table: { Web: 'portal' } } }],
    ['/jira/requester/as', { ...JIRA, requester: { from: ['/a'], as: 'name' } }],
    ['', []],
    ['', 'canary'],
  ])('is refused with the place of the mistake: %s', (pointer, configuration) => {
    const value =
      Array.isArray(configuration) || typeof configuration === 'string' ? configuration : { jira: configuration };
    expect(() => parseSources(value)).toThrow(`\`${pointer}\` (`);
  });

  it('needs no event time where the signature bounds the age of a delivery', () => {
    const { eventTime: _none, ...without } = { ...SERVICENOW, eventTime: undefined };
    expect(() => parseSources({ servicenow: without })).not.toThrow();
  });
});
