import { describe, expect, it } from '@jest/globals';
import { pageWordsOf, staffWordsOf } from '../../../../lambdas/core/recovery/assess/pages.ts';
import { planDigest } from '../../../../lambdas/core/recovery/state/plan.ts';
import { shownTo } from '../../../../lambdas/core/recovery/views/shown.ts';
import { ASSESSED, hears, OTHER_PAGE, PAGE, vouches } from '../../../support/deeds.ts';
import { present } from '../../../support/execution-world.ts';
import { ACTORS } from '../../../support/fixtures.ts';
import { wordsOf } from '../../../support/keys.ts';
import { recoveryOf, worldAfter } from '../../../support/specification.ts';

const sessionOf = (page: typeof PAGE): string => (page.by === 'visitor' ? page.session : '');
const recovery = present(recoveryOf(worldAfter([...ASSESSED, hears(), vouches(ACTORS.verifier, 'in-person')])));
const session = sessionOf(PAGE);

describe('rule 12: an answer to staff names a page by its number only', () => {
  const timeline = [
    { actor: OTHER_PAGE, events: [{ type: 'WordsHeard', session: sessionOf(OTHER_PAGE) }] },
    { actor: PAGE, events: [{ type: 'ProofBound', proof: 'p', session }] },
  ] as const;
  const shown = shownTo({
    recovery: { ...recovery, bindings: { p: session } },
    handover: { pages: [session], signedIn: null },
    timeline,
  });

  it('contains no session, from which the words of a page follow', () => {
    expect(pageWordsOf(wordsOf, recovery, session)).not.toEqual(staffWordsOf(wordsOf, recovery));
    for (const page of [PAGE, OTHER_PAGE]) expect(JSON.stringify(shown)).not.toContain(sessionOf(page));
  });

  it('calls a page the same everywhere, and pages differently', () => {
    expect(shown.handover).toEqual({ pages: ['page 2'], signedIn: null });
    expect(shown.recovery).toMatchObject({
      pages: ['page 2'],
      bindings: { p: 'page 2' },
      proofs: [{ session: 'page 2' }],
    });
    expect(shown.timeline).toMatchObject([
      { actor: { session: 'page 1' }, events: [{ session: 'page 1' }] },
      { actor: { session: 'page 2' }, events: [{ session: 'page 2' }] },
    ]);
  });

  it('is enough to compute the digest that an approver countersigns (rule 3)', () => {
    const plan = present(recovery.plan ?? undefined);
    expect(recovery.proofs).toMatchObject([{ session }]);
    expect(planDigest(recovery.id, plan, shown.recovery.proofs)).toBe(planDigest(recovery.id, plan, recovery.proofs));
    const elsewhere = recovery.proofs.map((proof) => ({ ...proof, session: null }));
    expect(planDigest(recovery.id, plan, elsewhere)).not.toBe(planDigest(recovery.id, plan, recovery.proofs));
  });

  it('changes nothing else', () => {
    const bare = { ...recovery, pages: [], challenges: [], proofs: [] };
    expect(shownTo({ recovery: bare, handover: null, timeline: [] })).toEqual({
      recovery: bare,
      handover: null,
      timeline: [],
    });
  });
});
