import { describe, expect, it } from '@jest/globals';
import { inkFor, Timeline } from '../../../local/demo/timeline.ts';

const STEPS = [
  { about: 'payments', who: 'jira', did: 'HELP-1: rotate-secret', answer: 'recovery abc' },
  { about: 'lena', who: 'secrets manager', did: 'shows a new password', answer: '' },
];

function told(ink: Parameters<typeof inkFor>[0]): { lines: string[]; timeline: Timeline } {
  const lines: string[] = [];
  const timeline = new Timeline((line) => lines.push(line), inkFor(ink));
  for (const step of STEPS) timeline.tell(step);
  return { lines, timeline };
}

describe('the timeline', () => {
  it('is told in aligned columns, without colours where nobody sees them', () => {
    const { lines } = told({ isTty: false, noColor: undefined });
    expect(lines).toEqual([
      '  0.0 s  payments  jira             HELP-1: rotate-secret                           recovery abc',
      '  0.0 s  lena      secrets manager  shows a new password',
    ]);
  });

  it('has colours on a terminal, unless the person wants none', () => {
    expect(told({ isTty: true, noColor: undefined }).lines.join()).toContain('\u001b[');
    expect(told({ isTty: true, noColor: '' }).lines.join()).toContain('\u001b[');
    expect(told({ isTty: true, noColor: '1' }).lines.join()).not.toContain('\u001b[');
  });

  it('keeps every step for programs', () => {
    const { timeline } = told({ isTty: false, noColor: undefined });
    expect(timeline.steps).toEqual(STEPS.map((step) => ({ at: expect.any(Number), ...step })));
  });
});
