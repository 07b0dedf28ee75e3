import type { Spoken } from '../../ports/delivery.ts';

/**
 * Speech Synthesis Markup Language, the part of it that Amazon Polly's standard voices speak
 * (https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html). The first pause is the time that a telephone takes to the ear.
 * INVARIANT: whatever is said is escaped, so that no text and no code can be read as markup.
 */
export const ssmlOf = ({ parts }: Pick<Spoken, 'parts'>): string =>
  `<speak>${pause(1000)}${parts.map((part) => (typeof part === 'string' ? sentence(part) : slowly(part.reveal()))).join('')}</speak>`;

const sentence = (text: string): string => `<p>${escaped(text)}</p>`;

/** One sign after the other, with the time to write each down. */
const slowly = (code: string): string =>
  `<p>${[...code].map((sign) => `<say-as interpret-as="digits">${escaped(sign)}</say-as>`).join(pause(600))}</p>`;

const pause = (milliseconds: number): string => `<break time="${milliseconds}ms"/>`;

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' },
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
