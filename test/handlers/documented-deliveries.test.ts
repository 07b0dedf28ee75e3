import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { HmacPseudonyms } from '../../lambdas/adapters/keyed/pseudonyms.ts';
import { jiraMac } from '../../lambdas/adapters/signatures/jira.ts';
import { SIGNATURES } from '../../lambdas/adapters/signatures/schemes.ts';
import { zendeskMac } from '../../lambdas/adapters/signatures/zendesk.ts';
import type { IntakeServices } from '../../lambdas/app/intake/intake.ts';
import { DEFAULT_SOURCES } from '../../lambdas/app/intake/sources.ts';
import type { HttpEvent } from '../../lambdas/http/event.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { PEOPLE } from '../support/fixtures.ts';
import { anEvent, bodyOf, caughtLog, registeredPerson } from '../support/http.ts';
import { MemoryKey, PSEUDONYM_KEY } from '../support/keys.ts';
import { jiraIssue } from '../support/tickets.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const WORD = 'a-signing-secret-of-more-than-32-signs';

const world = new ApiWorld();
const services: IntakeServices = {
  ...world.services,
  pseudonyms: new HmacPseudonyms(new MemoryKey(PSEUDONYM_KEY)),
  people: world.people,
  keys: { of: async (source) => [new Secret(source === 'servicenow' ? `whsec_${KEY}` : WORD)] },
  ...{ schemes: SIGNATURES, sources: DEFAULT_SOURCES },
};
composed('intake', { webhookServices: services });
const { handler } = await import('../../lambdas/handlers/webhook.ts');

beforeEach(async () => {
  caughtLog();
  await world.reset();
  for (const user of ['jira:5b10ac8d', 'zendesk:6001', 'servicenow:caller-1'])
    world.known.set(`ticket-user:${user}`, registeredPerson(PEOPLE.jane));
});

/** The block that the page tells its reader to paste. */
function pasted(page: string, block: string): string {
  const text = readFileSync(join(import.meta.dirname, '../../docs/integrations', page), 'utf8');
  const found = new RegExp(`\`\`\`\\w+ ${block}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1];
  if (found === undefined) throw new Error(`${page} has no block \`${block}\``);
  return found;
}

const delivered = (source: string, body: string, headers: HttpEvent['headers']) =>
  handler(
    anEvent('POST /webhooks/{source}', {
      ...{ body, pathParameters: { source } },
      headers: { 'content-type': 'application/json', ...headers },
    }),
  );

const opened = () => world.events('cognito:jane').filter(({ type }) => type === 'RecoveryOpened');

describe('what the documentation tells its reader to paste', () => {
  const incident = (over: Readonly<Record<string, string>> = {}) => ({
    ...{ sys_id: '9c573169c611228700193229fff72400', number: 'INC0010023', caller_id: 'caller-1' },
    ...{ opened_by: 'caller-1', contact_type: 'self-service', assignment_group: '', close_code: '' },
    ...{ short_description: 'Lost my "phone"\n', u_account: 'cognito:jane', u_action: 'reset-mfa', ...over },
  });

  /** A field of a record: its value as a text, and whether this update changes it. */
  const element = (value: string, isChanged: boolean) => ({ changes: () => isChanged, toString: () => value });

  /** Runs the business rule with the globals of ServiceNow; the requests that it sends. `changed`: the fields that the update changes. */
  function ruled(
    record: Readonly<Record<string, string>>,
    operation: string,
    { state, changed = ['state'] }: { readonly state: string; readonly changed?: readonly string[] },
  ) {
    const fields = { ...record, state };
    const current = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, element(value, changed.includes(name))]),
    );
    const sent: { readonly endpoint: string; readonly body: string; readonly headers: Record<string, string> }[] = [];
    class RESTMessageV2 {
      readonly headers: Record<string, string> = {};
      endpoint = '';
      body = '';
      setEndpoint(endpoint: string): void {
        this.endpoint = endpoint;
      }
      setHttpMethod(method: string): void {
        expect(method).toBe('post');
      }
      setRequestHeader(name: string, value: string): void {
        this.headers[name] = value;
      }
      setRequestBody(body: string): void {
        this.body = body;
      }
      executeAsync(): void {
        sent.push({ endpoint: this.endpoint, body: this.body, headers: this.headers });
      }
    }
    class GlideCertificateEncryption {
      generateMac(key: string, algorithm: string, text: string): string {
        expect(algorithm).toBe('HmacSHA256');
        return createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64');
      }
    }
    class Now {
      getTime(): number {
        return Date.parse(world.now());
      }
    }
    const properties: Readonly<Record<string, string>> = {
      'x_countersign.key': KEY,
      'x_countersign.endpoint': 'https://recover.example.com/webhooks/servicenow',
    };
    runInNewContext(pasted('servicenow.md', 'servicenow-rule'), {
      current: { ...current, operation: () => operation },
      previous: {},
      gs: { generateGUID: () => randomUUID().replaceAll('-', ''), getProperty: (name: string) => properties[name] },
      ...{ sn_ws: { RESTMessageV2 }, GlideCertificateEncryption, Date: Now },
    });
    return sent;
  }

  it('as a business rule of ServiceNow opens a recovery, and stops it when the incident is closed as a fraud', async () => {
    const [created] = ruled(incident(), 'insert', { state: '1' });
    expect(created?.endpoint).toBe('https://recover.example.com/webhooks/servicenow');
    const result = await delivered('servicenow', created?.body ?? '', created?.headers ?? {});
    expect([result.statusCode, opened()]).toMatchObject([
      202,
      [{ action: 'reset-mfa', requester: PEOPLE.jane, ticket: { source: 'servicenow', id: 'INC0010023' } }],
    ]);
    const [over] = ruled(incident({ close_code: 'Fraud' }), 'update', { state: '6' });
    const stopped = await delivered('servicenow', over?.body ?? '', over?.headers ?? {});
    expect((bodyOf(stopped)['stopped'] as unknown[]).length).toBe(1);
  });

  it.each([
    ['a resolution, which becomes a fraud later', 'update', { state: '6', changed: ['close_code'] }, 1],
    ['a close', 'update', { state: '7' }, 1],
    ['a record that was closed when it was made', 'insert', { state: '7' }, 1],
    ['a later update of a closed incident', 'update', { state: '7', changed: [] }, 0],
    ['a code on an incident that goes on', 'update', { state: '2', changed: ['close_code'] }, 0],
  ] as const)('as a business rule of ServiceNow tells a fraud once: %s', (_, operation, at, count) => {
    const types = ruled(incident({ close_code: 'suspected fraud' }), operation, at).map(
      ({ body }) => (JSON.parse(body) as { type: string }).type,
    );
    expect(types).toEqual(Array.from({ length: count }, () => 'incident.closed'));
  });

  it('as a business rule of ServiceNow sends nothing of an incident without an account, or of another update', () => {
    expect(ruled(incident({ u_account: '' }), 'insert', { state: '1' })).toEqual([]);
    for (const state of ['2', '6', '7'])
      expect(ruled(incident({ close_code: 'Solved' }), 'update', { state })).toEqual([]);
  });

  /** Liquid of Zendesk: the one loop and the placeholders of the snippets. */
  const rendered = (block: string, tags: readonly string[]): string =>
    pasted('zendesk.md', block)
      .replace(/\{% assign tags = ticket\.tags \| split: " " %\}/, '')
      .replace(/\{% for tag in tags %\}(.*?)\{% endfor %\}/, (_, each: string) =>
        tags.map((tag) => each.replace('{{tag}}', tag)).join(''),
      )
      .replace(/\{\{([\w.]+)\}\}/g, (_, name: string) => PLACEHOLDERS[name] ?? 'unknown');
  const PLACEHOLDERS: Readonly<Record<string, string>> = {
    ...{ 'ticket.id': '35436', 'ticket.requester.id': '6001', 'current_user.id': '6001' },
  };
  const deliveredByZendesk = (body: string) => {
    const at = world.now();
    return delivered('zendesk', body, {
      'x-zendesk-webhook-signature': zendeskMac(Buffer.from(WORD), at, Buffer.from(body)).toString('base64'),
      'x-zendesk-webhook-signature-timestamp': at,
    });
  };
  const TAGS = ['account:cognito:jane', 'reset-mfa', 'vip'];

  it('as triggers of Zendesk opens a recovery, and stops it when its ticket is marked as a fraud', async () => {
    const result = await deliveredByZendesk(rendered('zendesk-trigger', TAGS));
    expect([result.statusCode, opened()]).toMatchObject([
      202,
      [{ action: 'reset-mfa', requester: PEOPLE.jane, agent: null, ticket: { source: 'zendesk', id: '35436' } }],
    ]);
    const { recoveries } = bodyOf(result) as { recoveries: { recovery: string }[] };
    const stopped = await deliveredByZendesk(rendered('zendesk-fraud-trigger', [...TAGS, 'fraud']));
    expect([stopped.statusCode, bodyOf(stopped)]).toEqual([
      202,
      { recoveries: [], stopped: recoveries.map(({ recovery }) => recovery) },
    ]);
  });

  it('as an automation rule of Jira sets labels, whose change opens a recovery', async () => {
    const rule = JSON.parse(pasted('jira.md', 'jira-automation')) as { update: { labels: { add: string }[] } };
    const values: Readonly<Record<string, string>> = {
      'issue.customfield_10050': 'cognito:jane',
      'issue.customfield_10051.value': 'reset-mfa',
    };
    const labels = rule.update.labels.map(({ add }) =>
      add.replace(/\{\{([\w.]+)\}\}/g, (_, name: string) => values[name] ?? 'unknown'),
    );
    const changelog = { items: [{ field: 'labels', fromString: '', toString: labels.join(' ') }] };
    const user = { accountId: '5b10ac8d', accountType: 'customer', displayName: 'Jane' };
    const over = { user, webhookEvent: 'jira:issue_updated', changelog, timestamp: Date.parse(world.now()) };
    const body = JSON.stringify(jiraIssue({ labels, reporter: { accountId: '5b10ac8d' } }, over));
    const result = await delivered('jira', body, {
      'x-atlassian-webhook-identifier': 'delivery-1',
      'x-hub-signature': `sha256=${jiraMac(Buffer.from(WORD), Buffer.from(body)).toString('hex')}`,
    });
    expect([result.statusCode, world.events('source:jira').length, opened().length]).toEqual([202, 0, 1]);
    expect(opened()).toMatchObject([{ action: 'reset-mfa', requester: PEOPLE.jane, ticket: { source: 'jira' } }]);
  });
});
