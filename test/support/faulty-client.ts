/** How a call fails: before it was sent, or after it was carried out, so that only the answer is lost. */
export type Fault = 'before' | 'after';

export interface FaultyClient<Client> {
  /** The client for the adapter. */
  readonly client: Client;
  /** Names of the sent commands, in order, successful or not. */
  readonly calls: readonly string[];
  /** Lets the nth call from now fail, and no other. */
  readonly failAt: (nth: number, fault: Fault) => void;
  /** Whether the chosen call has been made. */
  readonly hasFailed: () => boolean;
}

/** Wraps an SDK client, real or mocked, and breaks the connection at one chosen call. */
export function faulty<Client extends object>(client: Client): FaultyClient<Client> {
  const calls: string[] = [];
  let countdown = 0;
  let armed: Fault = 'before';
  const send = async (original: (...args: unknown[]) => Promise<unknown>, args: unknown[]): Promise<unknown> => {
    calls.push(nameOf(args[0]));
    countdown -= 1;
    const fault = countdown === 0 ? armed : undefined;
    if (fault === 'before') throw noAnswer();
    const answer = await original(...args);
    if (fault === 'after') throw noAnswer();
    return answer;
  };
  return {
    client: new Proxy(client, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== 'function') return member;
        const bound = (...args: unknown[]): Promise<unknown> => Reflect.apply(member, target, args);
        return key === 'send' ? (...args: unknown[]) => send(bound, args) : bound;
      },
    }),
    calls,
    failAt: (nth, fault) => {
      countdown = nth;
      armed = fault;
    },
    hasFailed: () => countdown <= 0,
  };
}

const nameOf = (command: unknown): string => (command as object).constructor.name.replace(/Command$/, '');

/** What the SDK throws when the connection breaks. */
const noAnswer = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** The client with a different answer, or none, for one command. */
export function answering<Client extends object>(
  client: Client,
  command: string,
  answer: (input: unknown) => unknown,
): Client {
  return new Proxy(client, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key, target);
      if (key !== 'send' || typeof member !== 'function') return member;
      return async (sent: { readonly input: unknown }): Promise<unknown> =>
        `${nameOf(sent)}Command` === command ? answer(sent.input) : Reflect.apply(member, target, [sent]);
    },
  });
}
