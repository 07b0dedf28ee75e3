import { element } from '../dom.ts';
import { countersigning, passkeyMissing } from './deeds.ts';
import { type Signing, wayBack } from './place.ts';
import { card, type Seen } from './recovery.ts';

/**
 * What the command line asks somebody to sign: passkeys belong to the host of this page. Nothing is signed but the plan that the command line has
 * shown, and only by the button. The command line reads from the service what was done. `leave` goes back to it, which only the machine can do
 * on which it runs: after a signature the page stays, because it may be on another device.
 */
export function signing(seen: Seen, place: Signing, leave: (address: string) => void): readonly Node[] {
  const { model, shown, offers } = seen;
  const { say, overviews } = model;
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
  const isSigned = shown.recovery.countersignatures.some(
    ({ approver, digest }) => approver === overviews.parts?.person && digest === place.digest,
  );
  if (isSigned) return [recorded(seen, place)];
  if (shown.digest !== place.digest)
    return [asked, element('p', { class: 'message bad', id: 'signing-other' }, say('signing.other')), back];
  if (offers.passkeyMissing) return [asked, passkeyMissing(seen), back];
  if (!offers.countersign)
    return [asked, element('p', { class: 'message bad', id: 'signing-not-you' }, say('signing.not-you')), back];
  return [asked, countersigning(seen), back];
}

function recorded({ model: { say } }: Seen, place: Signing): Node {
  const link = element('a', { href: wayBack(place, 'countersigned'), id: 'signing-back' }, say('signing.back'));
  const text = element('p', { id: 'signing-done' }, say('signing.done'));
  return card('status', 'signing-head', say('signing.done-head'), text, element('p', {}, link));
}
