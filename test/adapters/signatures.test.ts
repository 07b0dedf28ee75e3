import { describe, expect, it } from '@jest/globals';
import { base64, matchesAny } from '../../lambdas/adapters/signatures/checks.ts';
import { jira, jiraMac } from '../../lambdas/adapters/signatures/jira.ts';
import { SIGNATURES } from '../../lambdas/adapters/signatures/schemes.ts';
import { standardWebhooks, standardWebhooksMac } from '../../lambdas/adapters/signatures/standard-webhooks.ts';
import { zendesk, zendeskMac } from '../../lambdas/adapters/signatures/zendesk.ts';
import type { Instant } from '../../lambdas/core/values/instant.ts';
import { no, yes } from '../../lambdas/core/values/result.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import type { SignatureFailure, SignatureScheme, WebhookDelivery } from '../../lambdas/ports/signatures.ts';
import { at, NOW } from '../support/fixtures.ts';

// ---------------------------------------------------------------------------------------------------------------------
// Signing, as each vendor does it
// ---------------------------------------------------------------------------------------------------------------------

interface Vendor {
  readonly scheme: SignatureScheme;
  readonly key: string;
  readonly otherKey: string;
  /** Headers of a genuine delivery of this body, signed at this moment with this key. */
  readonly sign: (body: string, key: string, signedAt: Instant) => Record<string, string>;
  readonly signatureHeader: string;
  readonly timestampHeader: string | null;
  /** The signature with its last character gone. */
  readonly truncated: SignatureFailure;
  readonly otherPrefix: (signature: string) => string;
  readonly prefixFailure: SignatureFailure;
}

const seconds = (moment: Instant): string => String(Math.floor(Date.parse(moment) / 1000));
const whsec = (fill: number): string => `whsec_${Buffer.alloc(32, fill).toString('base64')}`;

const VENDORS: readonly Vendor[] = [
  {
    scheme: standardWebhooks,
    key: whsec(1),
    otherKey: whsec(2),
    sign: (body, key, signedAt) => {
      const signed = { id: 'msg_1', seconds: seconds(signedAt), body: Buffer.from(body) };
      const code = standardWebhooksMac(Buffer.from(key.slice(6), 'base64'), signed).toString('base64');
      return { 'webhook-id': 'msg_1', 'webhook-timestamp': signed.seconds, 'webhook-signature': `v1,${code}` };
    },
    signatureHeader: 'webhook-signature',
    timestampHeader: 'webhook-timestamp',
    truncated: 'signature-invalid',
    otherPrefix: (signature) => signature.replace('v1,', 'v2,'),
    prefixFailure: 'signature-invalid',
  },
  {
    scheme: jira,
    key: 'a key of the jira administrator',
    otherKey: 'another key of the administrator',
    sign: (body, key) => ({
      'x-hub-signature': `sha256=${jiraMac(Buffer.from(key), Buffer.from(body)).toString('hex')}`,
      'x-atlassian-webhook-identifier': 'delivery-1',
    }),
    signatureHeader: 'x-hub-signature',
    timestampHeader: null,
    truncated: 'scheme-malformed',
    otherPrefix: (signature) => signature.replace('sha256=', 'sha1='),
    prefixFailure: 'scheme-malformed',
  },
  {
    scheme: zendesk,
    key: 'a key of the zendesk administrator',
    otherKey: 'another key of the administrator',
    sign: (body, key, signedAt) => ({
      'x-zendesk-webhook-signature': zendeskMac(Buffer.from(key), signedAt, Buffer.from(body)).toString('base64'),
      'x-zendesk-webhook-signature-timestamp': signedAt,
    }),
    signatureHeader: 'x-zendesk-webhook-signature',
    timestampHeader: 'x-zendesk-webhook-signature-timestamp',
    truncated: 'scheme-malformed',
    otherPrefix: (signature) => `sha256=${signature}`,
    prefixFailure: 'scheme-malformed',
  },
];

const BODY = '{"ticket":"größer ☂"}';
const secrets = (...keys: readonly string[]): readonly Secret[] => keys.map((key) => new Secret(key));
const delivery = (headers: WebhookDelivery['headers'], body = BODY): WebhookDelivery => ({
  headers,
  body: Buffer.from(body),
});
// ---------------------------------------------------------------------------------------------------------------------
// Published vectors
// ---------------------------------------------------------------------------------------------------------------------

describe('published vectors', () => {
  it('verifies the vector of the Standard Webhooks libraries', () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const keys = secrets('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const signedAt = '2021-02-25T15:02:10.000Z';
    expect(standardWebhooks.verify(delivery(headers, '{"test": 2432232314}'), keys, signedAt)).toEqual(
      yes({
        deliveryId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        signedAt,
      }),
    );
  });

  it('verifies the vector of the Jira documentation', () => {
    const headers = { 'X-Hub-Signature': 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9' };
    expect(jira.verify(delivery(headers, 'Hello World!'), secrets("It's a Secret to Everybody"), NOW)).toEqual(
      yes({
        deliveryId: null,
        signedAt: null,
      }),
    );
  });

  const ZENDESK_BODY =
    '{"type":"zen:event-type:ticket.created","account_id":88888888,"id":"01HNXXXX-CTEXAMPLE","time":"2024-04-17T17:18:10Z","zendesk_event_version":"2022-11-06","subject":"zen:ticket:35436","detail":{"id":"35436","status":"Open","via":{"channel":"web"},"created_at":"2024-04-17T17:18:10Z","updated_at":"2024-04-17T17:18:10Z"},"event":{"current":{"status":"Open"}}}';
  const ZENDESK_HEADERS = {
    'x-zendesk-webhook-signature': 'EHVkjFe3XDVMs+6kmMpTAtZIM7qT0Wq9nGlOMiqk8Vk=',
    'x-zendesk-webhook-signature-timestamp': '2024-04-17T17:18:10Z',
  };
  const PUBLISHED_KEY = 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==';

  it('makes the code that Zendesk makes with its published test key', () => {
    const code = zendeskMac(Buffer.from(PUBLISHED_KEY), '2024-04-17T17:18:10Z', Buffer.from(ZENDESK_BODY));
    expect(code.toString('base64')).toBe(ZENDESK_HEADERS['x-zendesk-webhook-signature']);
  });

  it.each([PUBLISHED_KEY, `${PUBLISHED_KEY}\n`])('never takes the published test key as configured: %j', (key) => {
    const verdict = zendesk.verify(delivery(ZENDESK_HEADERS, ZENDESK_BODY), secrets(key), '2024-04-17T17:18:10.000Z');
    expect(verdict).toEqual(no('keys-unusable'));
  });

  it('refuses the superseded order of Zendesk, body before timestamp', () => {
    const headers = {
      'x-zendesk-webhook-signature': 'tRDSF7URY8BLCDlaBcQ7FHu051Zk+aAB0NKMP53teMw=',
      'x-zendesk-webhook-signature-timestamp': '2021-07-25T10:00:00Z',
    };
    const keys = secrets('HRkRd4BeOAoUkfZr-mhauJT64rvBASlJRoIyPsd3zeA=');
    expect(zendesk.verify(delivery(headers, '{"say": "hello"}'), keys, '2021-07-25T10:00:00.000Z')).toEqual(
      no('signature-invalid'),
    );
  });
});

// ---------------------------------------------------------------------------------------------------------------------
// What every scheme holds to
// ---------------------------------------------------------------------------------------------------------------------

describe.each(VENDORS.map((vendor) => [vendor.scheme.name, vendor] as const))('%s', (_, vendor) => {
  const { scheme, key, otherKey, sign, signatureHeader } = vendor;
  const genuine = (body = BODY, signedAt = NOW): Record<string, string> => sign(body, key, signedAt);
  const judge = (headers: WebhookDelivery['headers'], body = BODY, now = NOW) =>
    scheme.verify(delivery(headers, body), secrets(key), now);
  const signatureOf = (headers: Record<string, string>): string => headers[signatureHeader] ?? '';

  it('verifies a genuine delivery with a body that is not ASCII', () => {
    expect(judge(genuine())).toMatchObject({ ok: true });
  });

  it('verifies an empty body', () => {
    expect(judge(genuine(''), '')).toMatchObject({ ok: true });
  });

  it('verifies raw bytes, not the value that they parse to', () => {
    expect(judge(genuine('{"a":1}'), '{"a": 1}')).toEqual(no('signature-invalid'));
  });

  it('reads header names whatever their case', () => {
    const shouted = Object.fromEntries(Object.entries(genuine()).map(([name, value]) => [name.toUpperCase(), value]));
    expect(judge(shouted)).toMatchObject({ ok: true });
  });

  it('refuses a body with one byte changed', () => {
    expect(judge(genuine(), BODY.replace('ticket', 'tickex'))).toEqual(no('signature-invalid'));
  });

  it('refuses a signature made with another key', () => {
    expect(judge(sign(BODY, otherKey, NOW))).toEqual(no('signature-invalid'));
  });

  it('verifies with either key while one is being rotated', () => {
    for (const one of [key, otherKey]) {
      const verdict = scheme.verify(delivery(sign(BODY, one, NOW)), secrets(key, otherKey), NOW);
      expect(verdict).toMatchObject({ ok: true });
    }
  });

  it('refuses a truncated signature', () => {
    const headers = genuine();
    expect(judge({ ...headers, [signatureHeader]: signatureOf(headers).slice(0, -1) })).toEqual(no(vendor.truncated));
  });

  it('refuses another prefix, version or algorithm', () => {
    const headers = genuine();
    const other = vendor.otherPrefix(signatureOf(headers));
    expect(judge({ ...headers, [signatureHeader]: other })).toEqual(no(vendor.prefixFailure));
  });

  it.each([undefined, '', ' '])('refuses a delivery without a signature: %j', (value) => {
    expect(judge({ ...genuine(), [signatureHeader]: value })).toEqual(no('signature-missing'));
  });

  it('refuses a signature header that is there twice under names of different case', () => {
    const headers = genuine();
    expect(judge({ ...headers, [signatureHeader.toUpperCase()]: signatureOf(headers) })).toEqual(
      no('duplicate-header'),
    );
  });

  it.each([',', ', '])('refuses signature headers that the gateway has joined with %j', (comma) => {
    const headers = genuine();
    const joined = `${signatureOf(headers)}${comma}${signatureOf(headers)}`;
    expect(judge({ ...headers, [signatureHeader]: joined })).toEqual(no('duplicate-header'));
  });

  it.each([[[]], [['']], [['short']]])('verifies nothing with the keys %j', (keys) => {
    expect(scheme.verify(delivery(genuine()), secrets(...keys), NOW)).toEqual(no('keys-unusable'));
  });

  it('says nothing about a key in what it answers', () => {
    expect(JSON.stringify(judge(sign(BODY, otherKey, NOW)))).not.toContain(key.slice(0, 8));
  });

  if (vendor.timestampHeader === null) {
    it('says that no time was signed', () => {
      expect(judge(genuine())).toEqual(yes({ deliveryId: 'delivery-1', signedAt: null }));
    });
    return;
  }
  const timestampHeader = vendor.timestampHeader;

  it.each([
    ['just in time', -300, { ok: true }],
    ['stale', -301, no('timestamp-stale')],
    ['just ahead', 300, { ok: true }],
    ['future', 301, no('timestamp-future')],
  ])('bounds the signed time in both directions: %s', (_case, offset, verdict) => {
    expect(judge(genuine(BODY, at(offset)))).toMatchObject(verdict);
  });

  it('refuses a fresh timestamp put on an old signature', () => {
    const headers = { ...genuine(BODY, at(-3600)), [timestampHeader]: genuine()[timestampHeader] };
    expect(judge(headers)).toEqual(no('signature-invalid'));
  });

  it('says that a forged delivery is forged before it says that it is stale', () => {
    expect(judge(sign(BODY, otherKey, at(-3600)))).toEqual(no('signature-invalid'));
  });

  it('refuses a delivery without its timestamp', () => {
    expect(judge({ ...genuine(), [timestampHeader]: undefined })).toEqual(no('header-missing'));
  });

  it.each(['now', '1e9', '-5', '2026-11-20', '99999999999999999999'])('refuses the timestamp `%s`', (value) => {
    expect(judge({ ...genuine(), [timestampHeader]: value })).toEqual(no('scheme-malformed'));
  });

  it('refuses two timestamps', () => {
    const value = `${genuine()[timestampHeader]},${genuine()[timestampHeader]}`;
    expect(judge({ ...genuine(), [timestampHeader]: value })).toEqual(no('duplicate-header'));
  });
});

describe('standard-webhooks list', () => {
  const vendor = VENDORS[0] as Vendor;
  const headers = vendor.sign(BODY, vendor.key, NOW);
  const good = headers['webhook-signature'] ?? '';
  const bad = `v1,${Buffer.alloc(32).toString('base64')}`;
  const judge = (list: string) =>
    standardWebhooks.verify(delivery({ ...headers, 'webhook-signature': list }), secrets(vendor.key), NOW);

  it.each([`${bad} ${good}`, `${good} ${bad}`, `v1a,${good.slice(3)} v9,AAAA ${good}`])(
    'verifies a list with one good entry: %s',
    (list) => {
      expect(judge(list)).toMatchObject({ ok: true });
    },
  );

  it.each([`${bad} ${bad}`, `v1a,${good.slice(3)}`, `v2,${good.slice(3)}`])(
    'refuses a list without a good entry: %s',
    (list) => {
      expect(judge(list)).toEqual(no('signature-invalid'));
    },
  );

  it.each([good.slice(3), `${good}  ${good}`, 'v1,', `V1,${good.slice(3)}`, `v1,${'A'.repeat(600)}`])(
    'refuses a list that is not written as one: %s',
    (list) => {
      expect(judge(list)).toEqual(no('scheme-malformed'));
    },
  );

  it('signs the id too', () => {
    expect(standardWebhooks.verify(delivery({ ...headers, 'webhook-id': 'msg_2' }), secrets(vendor.key), NOW)).toEqual(
      no('signature-invalid'),
    );
    expect(
      standardWebhooks.verify(delivery({ ...headers, 'webhook-id': undefined }), secrets(vendor.key), NOW),
    ).toEqual(no('header-missing'));
  });

  it.each([
    'whsk_AAAA',
    `whsec_${Buffer.alloc(23).toString('base64')}`,
    `whsec_${Buffer.alloc(65).toString('base64')}`,
  ])('takes only symmetric keys of 24 to 64 bytes: %s', (key) => {
    expect(standardWebhooks.verify(delivery(headers), secrets(key), NOW)).toEqual(no('keys-unusable'));
  });
});

describe('comparison', () => {
  it('takes codes of different lengths for different', () => {
    expect(matchesAny([Buffer.from('abc')], [Buffer.from('ab'), Buffer.alloc(0)])).toBe(false);
    expect(matchesAny([Buffer.from('abc')], [Buffer.from('xyz'), Buffer.from('abc')])).toBe(true);
    expect(matchesAny([], [Buffer.from('abc')])).toBe(false);
  });

  it.each(['', 'A', 'AAA', 'A===', 'AA AA', 'AA==\n', 'AA-_'])('takes no bytes from %j', (text) => {
    expect(base64(text)).toBeUndefined();
  });
});

describe('a scheme', () => {
  it.each(Object.entries(SIGNATURES))('`%s` is found by its own name, and held to every rule above', (name, scheme) => {
    expect(scheme.name).toBe(name);
    expect(VENDORS.map((vendor) => vendor.scheme)).toContain(scheme);
  });
});
