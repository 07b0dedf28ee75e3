import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EXIT } from '../bin/cli/failure.ts';
import { FUNCTIONS } from '../lambdas/contract/functions.ts';
import { LIMITS } from '../lambdas/contract/limits.ts';
import { MOST_OPEN } from '../lambdas/core/recovery/decide/open.ts';
import { ENDS, STATUSES } from '../lambdas/core/recovery/state/state.ts';
import { BUNDLING } from '../lib/bundle.ts';
import { Visitor } from '../local/serve/visitor.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** Every fenced block of the README, in order. */
const BLOCKS = [...README.matchAll(/^```(\w*)\n(.*?)^```/gms)].map(([, language = '', text = '']) => ({
  language,
  text,
}));
const block = (start: string): string => BLOCKS.find(({ text }) => text.includes(start))?.text ?? '';

const run = promisify(execFile);
const sh = (script: string, env: Readonly<Record<string, string>> = {}) =>
  run('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    timeout: 240_000,
    maxBuffer: 16e6,
  });

/** `npm start`, on a free port, as the README has it otherwise. */
class Started {
  readonly #process: ChildProcess;
  #output = '';

  constructor(command: string) {
    this.#process = spawn('bash', ['-c', `exec ${command} -- --port 0`], { cwd: ROOT, detached: true });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (text) => {
        this.#output += String(text);
      });
    }
  }

  async find(pattern: RegExp): Promise<string> {
    for (let tries = 0; tries < 1200; tries += 1) {
      const found = pattern.exec(this.#output)?.[1];
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`never printed ${pattern}: ${this.#output}`);
  }

  stop(): void {
    if (this.#process.pid !== undefined) process.kill(-this.#process.pid, 'SIGTERM');
  }
}

describe('the README', () => {
  it('has no block that this test does not know', () => {
    expect(BLOCKS.map(({ language, text }) => [language, text.split('\n')[0]])).toEqual([
      ['sh', 'npm ci'],
      ['sh', 'npm run demo'],
      ['sh', 'npm test'],
      [
        'sh',
        'npx countersign --token-file $TOKENS/jane recoveries open cognito:jane reset-password --reason "forgot it"',
      ],
      [
        'sh',
        'npx countersign --token-file $TOKENS/vera recoveries prove $ID --method in-person --reference badge-log/4711 --seen passport employee-badge --page "$WORDS"',
      ],
      [
        'sh',
        'npx countersign --profile adam init --outputs $DAY/outputs.json --administrators $DAY/administrators.json --policy policies/demo.yaml --source jira --test-alert',
      ],
      ['mermaid', 'stateDiagram-v2'],
      ['sh', 'npx countersign policy check policies/default.yaml'],
      ['sh', 'npx cdk synth --quiet'],
      ['sh', 'npm run bench'],
      ['', 'bin/         what a person runs: the CDK app, the command line'],
    ]);
  });

  it('has the commands of CI', async () => {
    const ci = readFileSync(new URL('../.ci/run', import.meta.url), 'utf8');
    expect(ci).toContain(block('npm ci').split('\n')[0]);
    const { stdout } = await sh(block('npm test').replace('npm test', 'npm test -- --listTests'));
    expect(stdout).toContain('readme.test.ts');
  }, 60_000);

  it('asks for the Node that is asked for everywhere', () => {
    const { engines } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { engines: { node: string } };
    const version = readFileSync(`${ROOT}.nvmrc`, 'utf8').trim();
    expect(engines.node).toBe(`>=${version}`);
    for (const text of [README, readFileSync(`${ROOT}CONTRIBUTING.md`, 'utf8')])
      expect(text).toContain(`Node ${version} or newer`);
  });

  it('draws every state of a recovery and no other', () => {
    const drawn = [...block('stateDiagram').matchAll(/(\w+) --> (\w+)/g)].flatMap(([, from = '', to = '']) => [
      from,
      to,
    ]);
    const states = new Set(drawn.map((name) => name.replaceAll('_', '-')).filter((name) => name !== ''));
    expect([...states].sort()).toEqual([...STATUSES, ...ENDS].sort());
  });

  it('names the rooms that there are', () => {
    const named = [...block('bin/ ').matchAll(/^( {2})?([a-z]+)\//gm)].map(
      ([, inner, name]) => `${inner ? 'lambdas/' : ''}${name}`,
    );
    expect(named.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
    const rooms = readdirSync(`${ROOT}lambdas`).map((name) => `lambdas/${name}`);
    expect(rooms.filter((room) => !named.includes(room))).toEqual([]);
  });

  it.each([
    ['functions', /makes the stack `Countersign`: (\d+) functions/, Object.keys(FUNCTIONS).length],
    ['the Node that runs them', /functions on Node (\d+)/, Number(BUNDLING.target.replace('node', ''))],
    ['recoveries of an account at once', /At most (\d+) recoveries of an account/, MOST_OPEN],
    ['KiB of a request', /(\d+) KiB a request/, LIMITS.bodyBytes / 1024],
    ['actions of a ticket', /(\d+) actions a ticket/, LIMITS.actionsPerTicket],
  ])('counts as the code does: %s', (_, sentence, number) => {
    expect(Number(sentence.exec(README.replace(/\s+/g, ' '))?.[1])).toBe(number);
  });

  it('gives every exit code of the command line its meaning', () => {
    const codes = /exit codes: (.*?\.)\n/s.exec(README)?.[1]?.match(/\d+/g)?.map(Number);
    expect(codes).toEqual(Object.values(EXIT).sort());
  });

  it('gives a reason for every dependency at run time', () => {
    const { dependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { dependencies: object };
    const reasons = README.slice(README.indexOf('### Dependencies at run time'));
    const others = Object.keys(dependencies).filter((name) => !name.startsWith('@aws-sdk/client-'));
    expect(others.filter((name) => !reasons.includes(`\`${name}\``))).toEqual([]);
  });

  it('shows the demonstration that its own test plays to its end', () => {
    const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { scripts: { demo: string } };
    expect(block('npm run demo').trim()).toBe('npm run demo');
    expect(scripts.demo).toBe('exec node --import tsx local/demo/main.ts');
  });

  it('asks the policy what it says that one can ask', async () => {
    const { stdout } = await sh(block('policy check'));
    expect(stdout).toMatch(/fine: policies\/default.yaml/);
    expect(stdout).toMatch(/described recoveries are as expected/);
  }, 240_000);

  it('builds what it says that it builds', async () => {
    await sh(block('npx cdk synth'));
    expect(existsSync(`${ROOT}cdk.out/Countersign.template.json`)).toBe(true);
  }, 240_000);

  it('measures with the command that it gives', async () => {
    // What is measured depends on the machine, so the suites of `bench/` judge fixed numbers; here the command must be there.
    const { stdout } = await sh(block('npm run bench').replace('npm run bench', 'npm run --silent bench -- --help'));
    const benches = readdirSync(`${ROOT}bench`).flatMap((file) => /^(?!main|measure)(\w+)\.ts$/.exec(file)?.[1] ?? []);
    const named = /claims: (.*) \(all\)/.exec(stdout)?.[1]?.split(', ');
    expect(named?.sort()).toEqual(benches.sort());
  }, 240_000);
});

describe('by hand, as the README has it', () => {
  let started: Started;
  const env = { url: '', tokens: '', id: '', heard: '' };
  let visitor: Visitor | undefined;
  const linesOf = (start: string) => block(start).trim().split('\n');

  beforeAll(async () => {
    started = new Started(block('npm start').trim().split('\n').at(-1) ?? '');
    env.url = await started.find(/API\s+(http:\S+)/);
    env.tokens = await started.find(/TOKENS=([^;\s]+)/);
  }, 240_000);
  afterAll(() => started.stop());

  /** A person reads before they type: the plan is made, and executed, a moment after the command before. */
  async function typed(line: string): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        const words = (await visitor?.words()) ?? '';
        const given = { COUNTERSIGN_URL: env.url, TOKENS: env.tokens, ID: env.id, WORDS: words, NODE_ENV: 'test' };
        const { stdout } = await sh(line, given);
        env.id ||= /Recovery (\w+)/.exec(stdout)?.[1] ?? '';
        env.heard = /you say +(\S+ \S+)/.exec(stdout)?.[1] ?? env.heard;
        expect(stdout).not.toBe('');
        return;
      } catch (error) {
        const isEarly = /wrong-status|recovery-unknown/.test(String((error as { stderr?: string }).stderr));
        if (tries >= 30 || !isEarly) throw error;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  it.each(linesOf('recoveries open cognito:jane'))('%s', typed, 240_000);

  it('types on the page what Vera says', async () => {
    visitor = await Visitor.open(env.url, env.id);
    for (let tries = 0; tries < 30; tries += 1) {
      const { status } = await visitor.does('words', { heard: env.heard });
      if (status === 200) break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(await visitor.state()).toMatchObject({ met: true });
  }, 240_000);

  it.each(linesOf('recoveries prove $ID'))('%s', typed, 240_000);

  it('takes the credential on the page', async () => {
    for (let tries = 0; tries < 60; tries += 1) {
      const { status, body } = (await visitor?.does('claims')) ?? { status: 0, body: {} };
      if (status === 200) return expect(String(body['credential']).length).toBeGreaterThan(15);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error('nothing could be taken');
  }, 240_000);
});
