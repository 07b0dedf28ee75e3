import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CONNECTORS, type ConnectorName } from '../../lambdas/contract/connectors.ts';
import { ACTIONS, type Action, TIERS, type Tier } from '../../lambdas/core/registry/account.ts';
import { flawOfScope } from '../../lambdas/core/registry/scope.ts';
import { canonical } from '../../lambdas/core/values/hash.ts';
import type { Connector, ConnectorRequest, Evidence, Performed } from '../../lambdas/ports/connector.ts';
import { type Breakable, everyFault } from './faults.ts';

export interface ConnectorFixture extends Breakable {
  readonly connector: Connector;
  /** A request for an account that is there and well, and a grant that no test before has used. */
  readonly request: (action: Action) => ConnectorRequest;
  /** No account is called so. */
  readonly unknownTarget: string;
  /** Lets the directory finish what it does in its own time. */
  readonly settle: () => Promise<void>;
  /** Removes the account, and makes another one under its name. */
  readonly remake: (request: ConnectorRequest) => Promise<void>;
  /** The directory gives the account this tier from now on; null: none, as at first. */
  readonly rank: (request: ConnectorRequest, tier: Tier | null) => Promise<void>;
  /** All that the directory knows of an account, to compare; never printed. */
  readonly snapshot: (request: ConnectorRequest) => Promise<unknown>;
}

/** What an action gives: a grant that can be taken back, or a change that is over when it is done. */
type Gives = 'a grant' | 'nothing';

const GIVES: Readonly<Record<Action, Gives>> = {
  'reset-password': 'a grant',
  'reset-mfa': 'a grant',
  unlock: 'nothing',
  'temporary-access': 'a grant',
  'issue-first-credential': 'a grant',
  'release-disk-key': 'a grant',
  'reissue-token': 'a grant',
  'rotate-secret': 'a grant',
  'replace-certificate': 'a grant',
  'change-contact': 'nothing',
  'revoke-sessions': 'nothing',
};

/** No directory has this id. */
const NO_ID = '00000000-0000-4000-8000-000000000000';

type Done = Extract<Performed, { state: 'done' }>;

/** As the workflow does it: again, with the same request, while the connector has not finished. */
async function performed({ connector, settle }: ConnectorFixture, request: ConnectorRequest): Promise<Done> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const answer = await connector.perform(request);
    if (answer.state === 'done') return answer;
    await settle();
  }
  throw new Error('the connector never finishes');
}

/** A revocation's request once the grant was issued: the ledger hands back what it was issued with. */
export function issuedWith(request: ConnectorRequest, { passwordVersion }: Evidence): ConnectorRequest {
  return { ...request, issued: true, ...(typeof passwordVersion === 'number' ? { passwordVersion } : {}) };
}

const issued = async (fixture: ConnectorFixture, request: ConnectorRequest): Promise<ConnectorRequest> =>
  issuedWith(request, (await performed(fixture, request)).evidence);

/** As the workflow does it: again, until the directory says that it is gone. */
async function revoked({ connector, settle }: ConnectorFixture, request: ConnectorRequest): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await connector.revoke(request);
    await settle();
    if ((await connector.verifyGone(request)).gone) return;
  }
  throw new Error('the grant is never gone');
}

/** Every connector keeps to this, for each of its actions; `those`: for these alone, where a fixture is not there for the others. */
export function connectorContract(
  name: ConnectorName,
  make: () => Promise<ConnectorFixture>,
  those?: readonly Action[],
): void {
  const all: readonly Action[] = CONNECTORS[name].actions;
  const actions = those ?? all;
  describe(`connector: ${name}`, () => {
    let fixture: ConnectorFixture;
    beforeEach(async () => {
      fixture = await make();
    });

    it('can do what its row says, and nothing else', async () => {
      expect(fixture.connector.name).toBe(name);
      expect([...fixture.connector.actions].sort()).toEqual([...all].sort());
      const other = ACTIONS.find((action) => !all.includes(action)) ?? 'change-contact';
      const request = { ...fixture.request(actions[0] ?? 'unlock'), action: other };
      const refused = { name: 'FinalAdapterError', code: 'action-not-supported', retryable: false };
      await expect(fixture.connector.perform(request)).rejects.toMatchObject(refused);
      await expect(fixture.connector.revoke(request)).rejects.toMatchObject(refused);
      await expect(fixture.connector.verifyGone(request)).rejects.toMatchObject(refused);
    });

    it('names who or what a target is by an id that stays, of nobody by none, and changes nothing by looking', async () => {
      const { connector, request: make, unknownTarget, snapshot } = fixture;
      const [request, other] = [make(actions[0] ?? 'unlock'), make(actions[0] ?? 'unlock')];
      const before = await snapshot(request);
      const id = await connector.identityOf(request.target);
      expect(id).toEqual(expect.stringMatching(/./));
      expect(await connector.identityOf(request.target)).toBe(id);
      if (other.target !== request.target) expect(await connector.identityOf(other.target)).not.toBe(id);
      expect(await connector.identityOf(unknownTarget)).toBeUndefined();
      expect(await snapshot(request)).toEqual(before);
    });

    it('says the tier that the directory gives now, of nobody none, and changes nothing by looking', async () => {
      const { connector, request: make, unknownTarget, rank, snapshot } = fixture;
      const request = make(actions[0] ?? 'unlock');
      expect(await connector.tierOf(request.target)).toBeNull();
      for (const tier of [...TIERS, null, 'privileged'] as const) {
        await rank(request, tier);
        const before = await snapshot(request);
        expect(await connector.tierOf(request.target)).toBe(tier);
        expect(await snapshot(request)).toEqual(before);
      }
      expect(await connector.tierOf(unknownTarget)).toBeNull();
    });

    it('says what the target opens now, of nobody nothing, and changes nothing by looking', async () => {
      const { connector, request: make, unknownTarget, rank, snapshot } = fixture;
      const request = make(actions[0] ?? 'unlock');
      const before = await connector.scopeOf(request.target, 'show');
      expect(before).toBeDefined();
      await rank(request, 'privileged');
      const standing = await snapshot(request);
      const after = await connector.scopeOf(request.target, 'show');
      expect(await snapshot(request)).toEqual(standing);
      expect(await connector.scopeOf(request.target, 'show')).toEqual(after);
      // A secret has its tier by a tag, and opens no more by it.
      const wider = connector.name === 'secrets-manager' ? undefined : 'scope-wider';
      expect(before && flawOfScope(after, before)).toBe(wider);
      expect(before && flawOfScope(await connector.scopeOf(request.target, 'compare'), before)).toBe(wider);
      expect(after && flawOfScope(before, after)).toBeUndefined();
      expect(await connector.scopeOf(unknownTarget, 'show')).toBeUndefined();
    });

    it('says no tier where the directory does not answer, and says it later', async () => {
      const ranked = async () => {
        const one = await make();
        await one.rank(one.request(actions[0] ?? 'unlock'), 'critical');
        return { ...one, read: new Set<Tier | null>() };
      };
      await everyFault(
        ranked,
        async ({ connector, request, read }) =>
          read.add(await connector.tierOf(request(actions[0] ?? 'unlock').target)),
        async ({ read }) => expect([...read]).toEqual(['critical']),
      );
    });

    it('gives another id to whoever is made anew under the name', async () => {
      const request = fixture.request(actions[0] ?? 'unlock');
      const id = await fixture.connector.identityOf(request.target);
      await fixture.remake(request);
      const anew = await fixture.connector.identityOf(request.target);
      expect(anew).toEqual(expect.stringMatching(/./));
      expect(anew).not.toBe(id);
    });

    describe.each(actions)('%s', (action) => {
      let request: ConnectorRequest;
      beforeEach(() => {
        request = fixture.request(action);
      });

      it('is done once it is read back, with evidence that the ledger can keep', async () => {
        const { reference, evidence } = await performed(fixture, request);
        expect(reference).not.toBe('');
        expect(Object.keys(evidence)).not.toEqual([]);
        expect(() => canonical(evidence)).not.toThrow();
      });

      it('has nothing in its way, and looking changes nothing', async () => {
        const before = await fixture.snapshot(request);
        expect(await fixture.connector.examine(request)).toBeNull();
        expect(await fixture.snapshot(request)).toEqual(before);
        const nobody = { ...request, target: fixture.unknownTarget, directoryId: NO_ID };
        expect(await fixture.connector.examine(nobody)).toEqual({ code: 'not-found', mayPass: false });
      });

      it('leaves the id of its target as it was, also when it was taken back', async () => {
        const id = await fixture.connector.identityOf(request.target);
        const given = await issued(fixture, request);
        expect(await fixture.connector.identityOf(request.target)).toBe(id);
        await revoked(fixture, given);
        expect(await fixture.connector.identityOf(request.target)).toBe(id);
      });

      it('is the same grant when it is performed again', async () => {
        const first = await performed(fixture, request);
        const second = await performed(fixture, request);
        expect(second.reference).toBe(first.reference);
        expect(second.credential === undefined).toBe(first.credential === undefined);
      });

      it('shows its credential nowhere but in the one place for it', async () => {
        const done = await performed(fixture, request);
        const gone = await fixture.connector.verifyGone(issuedWith(request, done.evidence));
        const value = done.credential?.reveal() ?? 'no credential';
        expect(
          [inspect(done, { depth: 9, showHidden: true }), canonical(done.evidence), inspect(gone)].join(),
        ).not.toContain(value);
      });

      it(`leaves ${GIVES[action]} that verifyGone can see`, async () => {
        const given = await issued(fixture, request);
        expect((await fixture.connector.verifyGone(given)).gone).toBe(GIVES[action] === 'nothing');
      });

      it('is gone after it was revoked, also when it is revoked again', async () => {
        const given = await issued(fixture, request);
        await revoked(fixture, given);
        await fixture.connector.revoke(given);
        await fixture.settle();
        const { gone, evidence } = await fixture.connector.verifyGone(given);
        expect(gone).toBe(true);
        expect(() => canonical(evidence)).not.toThrow();
      });

      it('is gone when two end it at the same moment; whoever is refused may try again', async () => {
        const given = await issued(fixture, request);
        const ends = await Promise.allSettled([1, 2].map(() => fixture.connector.revoke(given)));
        for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ retryable: true });
        await fixture.settle();
        await revoked(fixture, given);
        expect((await fixture.connector.verifyGone(given)).gone).toBe(true);
      });

      it('is gone where it was never performed, and revoking it changes nothing', async () => {
        const before = await fixture.snapshot(request);
        await fixture.connector.revoke(request);
        await fixture.settle();
        expect((await fixture.connector.verifyGone(request)).gone).toBe(true);
        expect(await fixture.snapshot(request)).toEqual(before);
      });

      it('is not changed by looking whether it is gone', async () => {
        const given = await issued(fixture, request);
        const before = await fixture.snapshot(request);
        await fixture.connector.verifyGone(given);
        await fixture.settle();
        expect(await fixture.snapshot(request)).toEqual(before);
      });

      it('is refused for good for an account that is not there, and there is nothing to revoke', async () => {
        const nobody = { ...request, target: fixture.unknownTarget, directoryId: NO_ID };
        await expect(fixture.connector.perform(nobody)).rejects.toMatchObject({
          name: 'FinalAdapterError',
          code: 'not-found',
          retryable: false,
        });
        for (const request of [nobody, issuedWith(nobody, {})]) {
          await fixture.connector.revoke(request);
          expect((await fixture.connector.verifyGone(request)).gone).toBe(true);
        }
      });

      const made = async (): Promise<ConnectorFixture & { readonly wanted: ConnectorRequest }> => {
        const fresh = await make();
        return { ...fresh, wanted: fresh.request(action) };
      };

      it('is performed after a fault at any call, applied or not', async () => {
        await everyFault(
          made,
          (fresh) => performed(fresh, fresh.wanted),
          async (fresh, fault) => {
            const { gone } = await fresh.connector.verifyGone(issuedWith(fresh.wanted, {}));
            expect({ fault, gone }).toEqual({ fault, gone: GIVES[action] === 'nothing' });
          },
        );
      });

      it('is revoked after a fault at any call, applied or not', async () => {
        const granted = async (): ReturnType<typeof made> => {
          const fresh = await made();
          return { ...fresh, wanted: await issued(fresh, fresh.wanted) };
        };
        await everyFault(
          granted,
          (fresh) => revoked(fresh, fresh.wanted),
          async (fresh, fault) => {
            const { gone } = await fresh.connector.verifyGone(fresh.wanted);
            expect({ fault, gone }).toEqual({ fault, gone: true });
          },
        );
      });
    });
  });
}
