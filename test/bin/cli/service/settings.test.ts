import { describe, expect, it } from '@jest/globals';
import { serviceUrl } from '../../../../bin/cli/service/settings.ts';

describe('the address of the service', () => {
  it.each([
    ['the default', {}, {}, 'http://127.0.0.1:4600/'],
    ['the environment', {}, { COUNTERSIGN_URL: 'https://a.example' }, 'https://a.example/'],
    ['the option', { url: 'https://b.example/v1' }, { COUNTERSIGN_URL: 'https://a.example' }, 'https://b.example/v1'],
    ['this machine by name', { url: 'http://localhost:1' }, {}, 'http://localhost:1/'],
    ['this machine in IPv6', { url: 'http://[::1]:1' }, {}, 'http://[::1]:1/'],
    ['plain http, where the person insists', { url: 'http://a.example', insecureHttp: true }, {}, 'http://a.example/'],
  ] as const)('is taken from %s', (_, options, env, url) => {
    expect(serviceUrl(options, env).href).toBe(url);
  });

  it.each(['http://127.evil.example', 'http://localhost.example', 'http://10.0.0.1'])(
    'is not %s over plain http',
    (url) => {
      expect(() => serviceUrl({ url }, {})).toThrow('over plain http');
    },
  );
});
