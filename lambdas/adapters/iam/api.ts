import { AdapterError } from '../../ports/errors.ts';
import { type AwsQuery, QueryRefusal } from './query.ts';
import { type Element, elementAt, membersAt, textAt } from './xml.ts';

type Parameters = Readonly<Record<string, string>>;

/** IAM's operations: what is not there is an answer, and lists are read to their end. Throws `AdapterError`. */
export class IamApi {
  readonly #query: AwsQuery;

  constructor(query: AwsQuery) {
    this.#query = query;
  }

  /** Undefined where IAM has no such user, role, key, password or policy. */
  async find(action: string, parameters: Parameters): Promise<Element | undefined> {
    try {
      return await this.#query.ask(action, parameters);
    } catch (error) {
      if (!(error instanceof QueryRefusal)) throw error;
      if (error.name === 'NoSuchEntity') return undefined;
      throw error.asAdapterError;
    }
  }

  async ask(action: string, parameters: Parameters): Promise<Element> {
    const answer = await this.find(action, parameters);
    if (answer === undefined)
      throw new AdapterError('not-found', { retryable: false, message: 'not-found: IAM has no such entity' });
    return answer;
  }

  /** Members of a list of all pages (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html: `IsTruncated`, `Marker`). */
  async all(action: string, list: string, parameters: Parameters): Promise<readonly Element[]> {
    const found: Element[] = [];
    for (let marker: string | undefined; ; ) {
      const page: Element = await this.ask(action, {
        ...parameters,
        ...(marker === undefined ? {} : { Marker: marker }),
      });
      found.push(...membersAt(page, list));
      if (elementAt(page, 'IsTruncated')?.text !== 'true') return found;
      const next = textAt(page, 'Marker');
      if (next === marker) throw new AdapterError('answer-unreadable', { retryable: true });
      marker = next;
    }
  }
}
