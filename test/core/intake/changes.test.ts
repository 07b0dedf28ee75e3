import { describe, expect, it } from '@jest/globals';
import { labelChange, withLabels } from '../../../lambdas/core/intake/changes.ts';

const RULE = { is: ['updated'], items: '/changelog/items', field: 'labels', labels: '/issue/fields/labels' };
const change = (...items: unknown[]) => labelChange(RULE, { changelog: { items } });

describe('a change of labels', () => {
  it('is what stood before the first and after the last of its items', () => {
    const items = [
      { field: 'labels', fromString: '', toString: 'a' },
      { field: 'status', fromString: 'x', toString: 'y' },
      { field: 'labels', fromString: 'a', toString: ' a  b ' },
    ];
    expect(change(...items)).toEqual({ before: [], after: ['a', 'b'] });
  });

  it.each([[[]], [[{ field: 'status', toString: 'a' }]], [['labels']], [[null]]])('is none in %j', (items) => {
    expect(change(...items)).toBeUndefined();
  });

  it('never takes what every object inherits for a text', () => {
    expect(change({ field: 'labels' })).toEqual({ before: [], after: [] });
    expect(labelChange(RULE, { changelog: { items: 'labels' } })).toBeUndefined();
  });

  it('makes the document as it was, and leaves the document alone', () => {
    const document = { issue: { key: 'K', fields: { labels: ['x'], summary: 's' } } };
    expect(withLabels(document, RULE.labels, ['y'])).toEqual({
      issue: { key: 'K', fields: { labels: ['y'], summary: 's' } },
    });
    expect(document.issue.fields.labels).toEqual(['x']);
    expect(withLabels(null, RULE.labels, ['y'])).toEqual({ issue: { fields: { labels: ['y'] } } });
  });
});
