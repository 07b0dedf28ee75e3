import { describe, expect, it } from '@jest/globals';
import { parseVendors, startOf } from '../../../lambdas/app/proving/vendors.ts';

const vendor = (startUrl: string) => ({ idv: { name: 'Example ID', startUrl } });
const begun = { challenge: 'c-1', recovery: 'rec-1' };

describe('the vendors of a deployment', () => {
  it.each([
    ['https://idv.example.com/start/{challenge}', 'https://idv.example.com/start/c-1'],
    ['https://idv.example.com?ref={challenge}&of={recovery}', 'https://idv.example.com?ref=c-1&of=rec-1'],
    ['https://idv.example.com:8443/#{challenge}', 'https://idv.example.com:8443/#c-1'],
  ])('begin a session at `%s`', (startUrl, start) => {
    const parsed = parseVendors(vendor(startUrl));
    expect(startOf(parsed['idv'] ?? { name: '', startUrl: '' }, begun)).toBe(start);
  });

  it('fill in nothing that could be read as another part of the address', () => {
    const made = startOf(
      { name: 'x', startUrl: 'https://idv.example.com/{challenge}' },
      { ...begun, challenge: '../a?b=c#d' },
    );
    expect(made).toBe('https://idv.example.com/..%2Fa%3Fb%3Dc%23d');
  });

  it.each([
    'http://idv.example.com/{challenge}',
    'javascript:alert("{challenge}")',
    'data:text/html,{challenge}',
    '//idv.example.com/{challenge}',
    'https://idv.example.com/start',
    'https://{challenge}.example.com/',
    'https://idv.example.com:{challenge}/',
    'https://user:secret@idv.example.com/{challenge}',
    'https://idv.example.com/{challenge}/{account}',
    'https://idv.example.com/{recovery}',
    '{challenge}',
    '',
  ])('are no vendor at `%s`', (startUrl) => {
    expect(() => parseVendors(vendor(startUrl))).toThrow('wrong at `/idv/startUrl`');
  });

  it.each([
    [{ 'Not A Word': { name: 'x', startUrl: 'https://a.example/{challenge}' } }],
    [{ idv: { startUrl: 'https://a.example/{challenge}' } }],
    [{ idv: { name: '', startUrl: 'https://a.example/{challenge}' } }],
    [{ idv: { name: 'x', startUrl: 'https://a.example/{challenge}', key: 'canary' } }],
    [[]],
    ['canary'],
  ])('are refused as %j, and nothing of it is repeated', (value) => {
    expect(() => parseVendors(value)).toThrow(/^the configuration of the vendors is wrong at (?!.*canary)/);
  });
});
