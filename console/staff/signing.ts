import { element } from '../dom.ts';
import { countersigning, passkeyMissing } from './deeds.ts';
import { type Signing, wayBack } from './place.ts';
import { card, type Seen } from './recovery.ts';

/**
 * What the command line asks somebody to sign: passkeys belong to the host of this page. Nothing is signed but the plan that the command line has
 * shown, and only by the button. `leave` goes back to the command line, which reads from the service what was done.
 */
export function signing(seen: Seen, place: Signing, leave: (address: string) => void): readonly Node[] {
  const { model, shown, offers } = seen;
  const { say } = model;
  const back = element(
    'p',
    {},
    element(
      'button',
      { type: 'button', class: 'quiet', id: 'signing-cancel', onclick: () => leave(wayBack(place, 'cancelled')) },
      say('signing.cancel'),
    ),
  );
  const asked = card('', 'signing-head', say('signing.head'), element('p', {}, say('signing.text')));
  if (shown.digest !== place.digest)
    return [asked, element('p', { class: 'message bad', id: 'signing-other' }, say('signing.other')), back];
  if (offers.passkeyMissing) return [asked, passkeyMissing(seen), back];
  if (!offers.countersign)
    return [asked, element('p', { class: 'message bad', id: 'signing-not-you' }, say('signing.not-you')), back];
  return [asked, countersigning(seen, () => leave(wayBack(place, 'countersigned'))), back];
}
