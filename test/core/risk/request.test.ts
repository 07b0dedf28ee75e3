import { describe, expect, it } from '@jest/globals';
import { asLatin, openedOnBehalf, outOfHours, pressuringLanguage } from '../../../lambdas/core/risk/request.ts';
import { PEOPLE } from '../../support/fixtures.ts';
import { quiet } from './risk-facts.ts';

describe('what the request itself tells', () => {
  it('notices who asks for somebody else', () => {
    expect(openedOnBehalf.detect(quiet({ agent: PEOPLE.agent }))).toBe('opened by an agent for the requester');
    expect(openedOnBehalf.detect(quiet())).toBeUndefined();
  });

  it('notices what is asked outside of working hours', () => {
    expect(outOfHours.detect(quiet({ inHours: false }))).toBe('asked for outside of working hours');
    expect(outOfHours.detect(quiet())).toBeUndefined();
  });

  it.each([
    'This is URGENT, the board meeting starts in five minutes',
    'Ich brauche das sofort, der Vorstand wartet',
    'C’est urgent, je n’ai pas le temps',
    'Lo necesito inmediatamente',
    'Preciso disso agora mesmo',
    'È un’emergenza',
    'Ik heb het meteen nodig',
    '至急お願いします',
    '今すぐお願いします',
    'Non c’è tempo',
    'this is ur\u200bgent',
    'this is ur\u3164gent',
    'this is urg\u0435nt',
    'this is _urgent_ and __ASAP__',
    'URG\u0395\u039dT!',
  ])('hears pressure in %p', (reason) => {
    expect(pressuringLanguage.detect(quiet({ reason }))).toBe('the request presses for speed');
  });

  it.each(['I lost my phone on the train', 'Neues Telefon, bitte zurücksetzen', 'the surgent team sent me', 'ceoxyz'])(
    'hears none in %p',
    (reason) => {
      expect(pressuringLanguage.detect(quiet({ reason }))).toBeUndefined();
    },
  );
});

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
