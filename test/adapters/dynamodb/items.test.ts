import { describe, expect, it } from '@jest/globals';
import {
  bytesOf,
  optionalText,
  text,
  textOf,
  texts,
  textsOf,
  whole,
  workspaceKey,
} from '../../../lambdas/adapters/dynamodb/items.ts';

describe('items of DynamoDB', () => {
  it('spell texts, whole numbers and lists', () => {
    expect([text('a'), whole(7), texts(['a', 'b']), texts([])]).toEqual([
      { S: 'a' },
      { N: '7' },
      { L: [{ S: 'a' }, { S: 'b' }] },
      { L: [] },
    ]);
  });

  it('leave an attribute out where there is nothing, so that an index leaves the item out', () => {
    expect([optionalText('recovery', 'rec-1'), optionalText('recovery', null)]).toEqual([
      { recovery: { S: 'rec-1' } },
      {},
    ]);
  });

  it('have a key that says their type first, and their own name where a type has several for an id', () => {
    expect(workspaceKey('grant', 'rec-1')).toEqual({ pk: { S: 'grant#rec-1' }, sk: { S: 'grant' } });
    expect(workspaceKey('gate', 'rec-1', 'hold')).toEqual({ pk: { S: 'gate#rec-1' }, sk: { S: 'hold' } });
  });

  it('give back what they hold', () => {
    const item = { a: text('x'), b: { B: new Uint8Array([1]) }, c: texts(['y', '']) };
    expect([textOf(item, 'a'), bytesOf(item, 'b'), textsOf(item, 'c')]).toEqual(['x', new Uint8Array([1]), ['y', '']]);
  });

  it.each([
    ['a text', () => textOf({ a: whole(1) }, 'a')],
    ['bytes', () => bytesOf({}, 'a')],
    ['a list', () => textsOf({ a: text('x') }, 'a')],
    ['a list of texts', () => textsOf({ a: { L: [whole(1)] } }, 'a')],
  ])('are malformed where they do not hold %s that was expected', (_, read) => {
    const malformed = { code: 'item-malformed', retryable: false, message: expect.stringContaining('`a`') };
    expect(read).toThrow(expect.objectContaining({ name: 'FinalAdapterError', ...malformed }));
  });
});
