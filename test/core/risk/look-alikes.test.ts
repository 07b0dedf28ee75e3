import { describe, expect, it } from '@jest/globals';
import { asLatin } from '../../../lambdas/core/risk/look-alikes.ts';

describe('letters that look like Latin ones', () => {
  it.each([
    ['urg\u0435nt', 'urgent'],
    ['URG\u0395\u039d\u0422', 'URGENT'],
    ['\u0421\u0415\u041e', 'CEO'],
    ['\u0430\u0455\u0430\u0440', 'asap'],
    ['urg\u0435nte, d\u0456r\u0435cti\u03bfn', 'urgente, direction'],
    ['not\u0131fall', 'notifall'],
    ['ur\u0261ent', 'urgent'],
  ])('are read as those: %j', (text, latin) => {
    expect(asLatin(text)).toBe(latin);
  });

  it.each(['größer', 'café', '至急 東京', 'щль', '😀'])('leaves what looks like nothing else: %s', (text) => {
    expect(asLatin(text)).toBe(text);
  });

  it('are one for one', () => {
    const cyrillic = 'АВЕЅІЈКМНОРСТУХԚԜҺавеѕіјкмнорстухԛԝһԁ';
    expect(asLatin(cyrillic)).toBe('ABESIJKMHOPCTYXQWHabesijkmhopctyxqwhd');
    expect(asLatin('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγεηικνορτυχω')).toBe('ABEZHIKMNOPTYXayenikvoptuxw');
  });
});
