import { describe, expect, it } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { filterOf } from '../../../../local/aws/stream/event-filter.ts';

const record = (
  image: NonNullable<DynamoDBRecord['dynamodb']>['NewImage'],
  eventName: DynamoDBRecord['eventName'] = 'INSERT',
) => ({ eventName, dynamodb: { NewImage: image } }) as DynamoDBRecord;

const image = (pattern: object) => ({ dynamodb: { NewImage: pattern } });

describe('a filter of stream records', () => {
  it.each<[string, object[], DynamoDBRecord, boolean]>([
    ['no pattern', [], record({}), true],
    ['an exact value', [image({ tier: { S: ['critical'] } })], record({ tier: { S: 'critical' } }), true],
    [
      'one of several values',
      [image({ tier: { S: ['privileged', 'critical'] } })],
      record({ tier: { S: 'critical' } }),
      true,
    ],
    ['another value', [image({ tier: { S: ['critical'] } })], record({ tier: { S: 'standard' } }), false],
    ['a value that is not there', [image({ tier: { S: ['critical'] } })], record({}), false],
    ['a value of another type', [image({ tier: { N: ['1'] } })], record({ tier: { S: '1' } }), false],
    ['part of a value', [image({ tier: { S: ['crit'] } })], record({ tier: { S: 'critical' } }), false],
    [
      'both of two fields',
      [image({ tier: { S: ['a'] }, kind: { S: ['b'] } })],
      record({ tier: { S: 'a' }, kind: { S: 'b' } }),
      true,
    ],
    [
      'one of two fields',
      [image({ tier: { S: ['a'] }, kind: { S: ['b'] } })],
      record({ tier: { S: 'a' }, kind: { S: 'c' } }),
      false,
    ],
    [
      'the second pattern',
      [image({ tier: { S: ['a'] } }), image({ kind: { S: ['b'] } })],
      record({ kind: { S: 'b' } }),
      true,
    ],
    [
      'neither pattern',
      [image({ tier: { S: ['a'] } }), image({ kind: { S: ['b'] } })],
      record({ kind: { S: 'a' } }),
      false,
    ],
    ['the kind of change', [{ eventName: ['MODIFY', 'REMOVE'] }], record({}, 'REMOVE'), true],
    ['another kind of change', [{ eventName: ['MODIFY', 'REMOVE'] }], record({}), false],
    [
      'one of a set',
      [image({ events: { SS: ['GrantIssued'] } })],
      record({ events: { SS: ['A', 'GrantIssued'] } }),
      true,
    ],
    ['none of a set', [image({ events: { SS: ['GrantIssued'] } })], record({ events: { SS: ['A'] } }), false],
    [
      'anything but a value',
      [image({ tier: { S: [{ 'anything-but': ['standard'] }] } })],
      record({ tier: { S: 'critical' } }),
      true,
    ],
    [
      'anything but that value',
      [image({ tier: { S: [{ 'anything-but': ['standard'] }] } })],
      record({ tier: { S: 'standard' } }),
      false,
    ],
    [
      'anything but one value',
      [image({ tier: { S: [{ 'anything-but': 'standard' }] } })],
      record({ tier: { S: 'critical' } }),
      true,
    ],
    [
      'anything but, where there is nothing',
      [image({ tier: { S: [{ 'anything-but': ['standard'] }] } })],
      record({}),
      false,
    ],
    ['something that exists', [image({ tier: { S: [{ exists: true }] } })], record({ tier: { S: 'a' } }), true],
    ['something that should exist', [image({ tier: { S: [{ exists: true }] } })], record({}), false],
    ['something that does not exist', [image({ tier: { S: [{ exists: false }] } })], record({}), true],
    [
      'something that should not exist',
      [image({ tier: { S: [{ exists: false }] } })],
      record({ tier: { S: 'a' } }),
      false,
    ],
    ['a beginning', [image({ account: { S: [{ prefix: 'secret:' }] } })], record({ account: { S: 'secret:a' } }), true],
    [
      'another beginning',
      [image({ account: { S: [{ prefix: 'secret:' }] } })],
      record({ account: { S: 'okta:a' } }),
      false,
    ],
  ])('judges %s', (_, patterns, given, passes) => {
    expect(filterOf(patterns)(given)).toBe(passes);
  });

  it.each<[string, object]>([
    ['$or', { $or: [image({}), image({})] }],
    ['numeric', image({ seq: { N: [{ numeric: ['>', 1] }] } })],
    ['suffix', image({ tier: { S: [{ suffix: 'x' }] } })],
    ['anything-but', image({ tier: { S: [{ 'anything-but': { prefix: 'x' } }] } })],
    ['a rule with several operators', image({ tier: { S: [{ prefix: 'x', exists: true }] } })],
    ['a value outside a list', image({ tier: { S: 'critical' } })],
    ['an empty list', image({ tier: { S: [] } })],
  ])('refuses a pattern with %s when it is made, and says where', (what, pattern) => {
    expect(() => filterOf([pattern])).toThrow(what);
  });
});
