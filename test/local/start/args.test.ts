import { describe, expect, it } from '@jest/globals';
import { ArgumentError, DEMO_HELP, parseDemoArgs, parseStartArgs, START_HELP } from '../../../local/start/args.ts';

describe('the arguments of npm start', () => {
  it('need none', () => {
    const none = { help: false, port: 4600, data: null, policy: 'trial', empty: false, quiet: false };
    expect(parseStartArgs([])).toEqual(none);
  });

  it('take the policy with short waits for an empty system, unless they name another', () => {
    expect(parseStartArgs(['--empty'])).toMatchObject({ empty: true, policy: 'demo' });
    expect(parseStartArgs(['--empty', '--policy', 'default'])).toMatchObject({ empty: true, policy: 'default' });
  });

  it('are read', () => {
    const argv = ['--port', '0', '--data=state', '--policy', 'policies/mine.yaml', '--quiet', '--help'];
    expect(parseStartArgs(argv)).toEqual({
      help: true,
      port: 0,
      data: 'state',
      policy: 'policies/mine.yaml',
      empty: false,
      quiet: true,
    });
  });

  it.each([
    [['--prot', '1'], 'unknown option `--prot`'],
    [['4600'], 'unexpected argument `4600`'],
    [['--port'], 'option `--port <value>` argument missing'],
    [['--port', '65536'], '`65536` is not a port: a number from 0 to 65535'],
    [['--port', '-1'], 'option `--port` argument is ambiguous'],
    [['--port=-1'], '`-1` is not a port: a number from 0 to 65535'],
    [['--port', '80x'], '`80x` is not a port: a number from 0 to 65535'],
    [['--port', ''], '`` is not a port: a number from 0 to 65535'],
    [['--data', ' '], '`--data` needs a value'],
    [['--quiet=yes'], 'option `--quiet` does not take an argument'],
  ])('are refused when they are %j', (argv, message) => {
    expect(() => parseStartArgs(argv)).toThrow(ArgumentError);
    expect(() => parseStartArgs(argv)).toThrow(message);
  });

  it('are all explained', () => {
    for (const option of ['--port', '--data', '--policy', '--empty', '--quiet', '--help'])
      expect(START_HELP).toContain(option);
  });
});

describe('the arguments of npm run demo', () => {
  it('need none', () => {
    expect(parseDemoArgs([])).toEqual({ help: false, json: false, url: null });
  });

  it('are read', () => {
    expect(parseDemoArgs(['--json', '--url', 'http://127.0.0.1:4600/'])).toEqual({
      help: false,
      json: true,
      url: 'http://127.0.0.1:4600',
    });
  });

  it.each(['127.0.0.1:4600', 'https://example.com', 'http://127.0.0.1:4600/recoveries', ''])(
    'refuse `%s` as the URL of a local system',
    (url) => {
      expect(() => parseDemoArgs(['--url', url])).toThrow(`\`${url}\` is not the URL of a local system`);
    },
  );

  it('are all explained', () => {
    for (const option of ['--url', '--json', '--help']) expect(DEMO_HELP).toContain(option);
  });
});
