import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../lambdas/core/recovery/decide/decide.ts';
import type { Command } from '../../../../lambdas/core/recovery/state/commands.ts';
import { INITIAL } from '../../../../lambdas/core/recovery/state/state.ts';
import { RECEIPTS_STREAM, tallyOf } from '../../../../lambdas/core/recovery/state/tally.ts';
import { ACTORS, aContext, anEnvelope } from '../../../support/fixtures.ts';

describe('the command that tallies', () => {
  const tally = tallyOf('2026-01', []);
  const decided = (command: Command, over: Parameters<typeof anEnvelope>[1]) =>
    decide(INITIAL, anEnvelope(command, { recovery: null, stream: RECEIPTS_STREAM, ...over }), aContext());
  const LOG = { by: 'signal-source', source: 'receipts' } as const;

  it.each([
    ['a person', { type: 'TallyReceipts', tally }, { actor: ACTORS.admin }, 'role-missing'],
    ['another stream', { type: 'TallyReceipts', tally }, { actor: LOG, stream: 'cognito:jane' }, 'proposal-mismatch'],
    [
      'a month that lasts',
      { type: 'TallyReceipts', tally: tallyOf('2999-01', []) },
      { actor: LOG },
      'proposal-mismatch',
    ],
    ['another text', { type: 'TallyReceipts', tally: { ...tally, text: '' } }, { actor: LOG }, 'proposal-mismatch'],
  ] as const)('is refused for %s', (_, command, over, code) => {
    expect(decided(command as Command, over)).toMatchObject({ accepted: false, refusal: { code } });
  });

  it('is taken from the function that reads logs', () => {
    const command = { type: 'TallyReceipts', tally } as const;
    expect(decided(command, { actor: LOG })).toEqual({ accepted: true, events: [{ type: 'ReceiptsTallied', tally }] });
  });
});
