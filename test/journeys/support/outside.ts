import { randomUUID } from 'node:crypto';
import { standardWebhooksMac } from '../../../lambdas/adapters/signatures/standard-webhooks.ts';
import { messagesOf } from '../../../local/serve/outbox.ts';
import type { LocalSystem } from '../../../local/start/system.ts';
import { eventually } from '../../support/eventually.ts';

/** What reaches people besides the product: what was sent to them, and what a vendor says of them. */

/** A code of eight digits, as its recipient reads or hears it. */
const CODE = /\b\d( ?\d){7}\b/;

/** The code that was sent to an address or a number. */
export async function codeSentTo({ aws }: Pick<LocalSystem, 'aws'>, to: string): Promise<string> {
  let code = '';
  await eventually(async () => {
    const sent = messagesOf(aws).find((one) => one.to === to && CODE.test(one.text));
    if (sent === undefined) throw new Error(`no code for ${to}`);
    code = CODE.exec(sent.text)?.[0].replaceAll(' ', '') ?? '';
  });
  return code;
}

/** The vendor has looked at somebody, and sends its signed result. */
export async function vendorVerifies(
  { url, vendorKeys }: Pick<LocalSystem, 'url' | 'vendorKeys'>,
  asked: { readonly recovery: string; readonly challenge: string },
): Promise<void> {
  const body = JSON.stringify({ ...asked, result: 'verified' });
  const [id, seconds] = [`msg_${randomUUID()}`, String(Math.floor(Date.now() / 1000))];
  const key = Buffer.from(vendorKeys.idv.replace(/^whsec_/, ''), 'base64');
  const mac = standardWebhooksMac(key, { id, seconds, body: Buffer.from(body) }).toString('base64');
  const headers = {
    ...{ 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': seconds },
    'webhook-signature': `v1,${mac}`,
  };
  const { status } = await fetch(`${url}/vendor/idv`, { method: 'POST', headers, body });
  if (status !== 200) throw new Error(`the vendor’s result is not taken: ${status}`);
}
