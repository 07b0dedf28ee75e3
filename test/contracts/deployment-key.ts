import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DeploymentKey } from '../../lambdas/ports/secret.ts';

export interface DeploymentKeyFixture {
  readonly key: DeploymentKey;
  /** Puts a key, or another one, in force. */
  replace(value: string): Promise<void>;
  /** Keeps the one before no longer. */
  forgetPrevious(): Promise<void>;
  /** From now on nobody can read it. */
  break(): Promise<void>;
}

const [FIRST, SECOND, THIRD] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string];

/** Every adapter of the port `DeploymentKey` keeps to this. */
export function deploymentKeyContract(name: string, make: () => Promise<DeploymentKeyFixture>): void {
  describe(`key of the deployment: ${name}`, () => {
    let fixture: DeploymentKeyFixture;
    const values = async () => (await fixture.key.versions()).map((key) => key.reveal());
    const isUnreadable = () =>
      expect(fixture.key.versions()).rejects.toMatchObject({
        ...{ name: 'AdapterError', code: 'key-unreadable', retryable: true },
      });

    beforeEach(async () => {
      fixture = await make();
    });

    it('is the one in force, and the one before as long as that is kept', async () => {
      await fixture.replace(FIRST);
      expect(await values()).toEqual([FIRST]);
      await fixture.replace(SECOND);
      expect(await values()).toEqual([SECOND, FIRST]);
      await fixture.replace(THIRD);
      expect(await values()).toEqual([THIRD, SECOND]);
      await fixture.forgetPrevious();
      expect(await values()).toEqual([THIRD]);
    });

    it('is not seen when it is printed', async () => {
      await fixture.replace(FIRST);
      expect(`${await fixture.key.versions()}`).toBe('[redacted]');
    });

    it('is unreadable, and never empty, where there is none', () => isUnreadable());

    it.each(['short', 'x'.repeat(31), ' '.repeat(64)])('is unreadable where it is weak: `%s`', async (weak) => {
      await fixture.replace(weak);
      await isUnreadable();
      await fixture.replace(FIRST);
      expect(await values()).toEqual([FIRST]);
      await fixture.replace(weak);
      await isUnreadable();
    });

    it('is unreadable where it cannot be read, also when it was read before', async () => {
      await fixture.replace(FIRST);
      await fixture.key.versions();
      await fixture.break();
      await isUnreadable();
    });
  });
}
