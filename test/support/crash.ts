/** A crash of the process: thrown at a chosen call of a port, either before its work or after, when only the answer is lost. */
export class Crash extends Error {}

export interface CrashPoint {
  /** Number of the call, counted over all wrapped ports, from 1. */
  readonly call: number;
  readonly applied: boolean;
}

/** Counts the calls of every wrapped port and crashes at one of them, once. */
export class CrashingPorts {
  calls: string[] = [];
  #point: CrashPoint | undefined;

  constructor(point?: CrashPoint) {
    this.#point = point;
  }

  wrap<Port extends object>(name: string, port: Port): Port {
    return new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          this.calls.push(`${name}.${String(key)}`);
          const crash = this.#point?.call === this.calls.length ? this.#point : undefined;
          if (crash !== undefined) this.#point = undefined;
          if (crash?.applied === false) throw new Crash(`${name}.${String(key)} was not carried out`);
          const answer: unknown = await Reflect.apply(member, target, args);
          if (crash?.applied === true) throw new Crash(`the answer of ${name}.${String(key)} was lost`);
          return answer;
        };
      },
    });
  }
}
