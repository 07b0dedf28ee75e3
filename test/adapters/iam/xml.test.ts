import { describe, expect, it } from '@jest/globals';
import { elementAt, elementIn, membersAt, textAt } from '../../../lambdas/adapters/iam/xml.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html */
const LISTED = `<ListAccessKeysResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <ListAccessKeysResult>
    <UserName>Bob</UserName>
    <AccessKeyMetadata>
      <member><UserName>Bob</UserName><AccessKeyId>AKIA_FIRST_EXAMPLE</AccessKeyId><Status>Active</Status></member>
      <member><UserName>Bob</UserName><AccessKeyId>AKIA_SECOND_EXAMPLE</AccessKeyId><Status>Inactive</Status></member>
    </AccessKeyMetadata>
    <IsTruncated>false</IsTruncated>
  </ListAccessKeysResult>
  <ResponseMetadata><RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId></ResponseMetadata>
</ListAccessKeysResponse>`;

describe('the XML of AWS', () => {
  it('is read as AWS publishes it: lists, texts, what is not there', () => {
    const answer = elementIn(`<?xml version="1.0"?>\n${LISTED}`);
    const result = elementAt(answer, 'ListAccessKeysResponse', 'ListAccessKeysResult');
    const keys = membersAt(result ?? answer, 'AccessKeyMetadata').map((one) => textAt(one, 'AccessKeyId'));
    expect(keys).toEqual(['AKIA_FIRST_EXAMPLE', 'AKIA_SECOND_EXAMPLE']);
    expect(elementAt(answer, 'ListAccessKeysResponse', 'Nothing')).toBeUndefined();
    expect(membersAt(answer, 'ListAccessKeysResponse', 'Nothing')).toEqual([]);
  });

  it('has its entities read, and an empty element', () => {
    const answer = elementIn('<a><b>x &lt;&amp;&gt; &quot;&apos; &#65;&#x42;</b><c/><d a="b"></d></a>');
    expect([textAt(answer, 'a', 'b'), textAt(answer, 'a', 'c'), textAt(answer, 'a', 'd')]).toEqual([
      `x <&> "' AB`,
      '',
      '',
    ]);
  });

  it.each([
    ['no XML', 'not XML < at all'],
    ['an element that is not closed', '<a><b></b>'],
    ['one that closes another', '<a></b>'],
    ['an end without a beginning', '</a>'],
    ['a declaration of a type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an entity of its own', '<a>&x;</a>'],
    ['a comment', '<a><!-- canary --></a>'],
    ['a character that is none', '<a>&#x110000;</a>'],
  ])('is refused with %s, and not quoted', (_, text) => {
    expect(() => elementIn(text)).toThrow('answer-unreadable: this is not the XML of AWS');
  });

  it('has no text where there are two, or none', () => {
    const answer = elementIn('<a><b>1</b><b>2</b></a>');
    expect(() => textAt(answer, 'a', 'b')).toThrow('answer-unreadable');
    expect(() => textAt(answer, 'a', 'c')).toThrow('answer-unreadable');
  });
});
