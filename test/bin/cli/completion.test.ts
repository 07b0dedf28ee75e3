import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { cli } from '../../support/cli.ts';

const script = async (shell: string): Promise<string> => {
  const { code, out } = await cli(['completion', shell]);
  expect(code).toBe(0);
  return out;
};

/** What bash offers for the last word of this line. */
function offered(source: string, ...words: readonly string[]): readonly string[] {
  const ask = `${source}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _countersign; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['-c', ask, 'bash', 'countersign', ...words], { encoding: 'utf8' });
  return out.split('\n').filter((word) => word !== '');
}

describe('completion', () => {
  it('offers bash the commands, then what belongs to the one that was typed', async () => {
    const source = await script('bash');
    expect(offered(source, 're')).toEqual(['receipts', 'recoveries', 'registry']);
    expect(offered(source, 'recoveries', 'rev')).toEqual(['review', 'revise', 'revoke']);
    expect(offered(source, '--profile', 'staging', 'recoveries', 'list', '--w')).toEqual(['--watch', '--which']);
    expect(offered(source, 'recoveries', 'open', 'cognito:jane', 'unl')).toEqual(['unlock']);
    expect(offered(source, 'completion', '')).toEqual(expect.arrayContaining(['bash', 'fish', 'zsh']));
    expect(offered(source, 'nothing-of-ours', 'do')).toEqual(['doctor']);
  });

  it('offers global options where a service is asked', async () => {
    const source = await script('bash');
    expect(offered(source, 'doctor', '--pro')).toEqual(['--profile']);
  });

  it('gives zsh the same function, and fish a line for each command', async () => {
    expect(await script('zsh')).toContain(await script('bash'));
    const fish = await script('fish');
    expect(fish).toMatch(/^complete -c countersign -n "__countersign_at 'recoveries list'" -a '[^']*--watch/m);
    expect(fish).toContain("            case 'recoveries list'\n                set place 'recoveries list'");
  });

  it('refuses another shell', async () => {
    expect((await cli(['completion', 'cmd'])).code).toBe(2);
  });
});

describe('open', () => {
  it('opens the page of a recovery, without a sign-in', async () => {
    const { code, out } = await cli(['open', 'rec-1'], { url: 'https://help.example/api/' });
    expect([code, out]).toEqual([0, 'https://help.example/api/r/rec-1\n']);
    const json = await cli(['open', 'rec-1', '--json'], { url: 'https://help.example' });
    expect(JSON.parse(json.out)).toEqual({ address: 'https://help.example/r/rec-1' });
  });

  it.each(['..', 'a/b', '?x', ''])('refuses `%s`, which leads elsewhere', async (id) => {
    expect((await cli(['open', id], { url: 'https://help.example' })).code).toBe(2);
  });
});
