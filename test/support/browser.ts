/** What a person does in the browser at the local sign-in. */
export interface Picks {
  /** Short name of a demo person; empty for whoever is named. */
  readonly person: string;
  readonly factors?: 'one' | 'two';
  readonly subject?: string;
  readonly groups?: string;
}

/**
 * A browser without a screen: follows the redirects of an authorization request with its cookies, picks a person, and returns the address to
 * which the issuer sends it back, unopened.
 */
export async function signInAs(address: string | URL, { factors = 'two', ...picks }: Picks): Promise<URL> {
  const cookies = new Map<string, string>();
  const { origin } = new URL(address);
  let next = new URL(address);
  for (let hop = 0; hop < 10; hop += 1) {
    const isPick = next.pathname.startsWith('/sign-in/');
    const form = new URLSearchParams({ factors, ...picks });
    const response = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(isPick ? { method: 'POST', body: form } : {}),
    });
    keep(cookies, response);
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${next.pathname}: ${response.status} ${await response.text()}`);
    next = new URL(location, next);
    if (next.origin !== origin || next.searchParams.has('code') || next.searchParams.has('error')) return next;
  }
  throw new Error('the sign-in does not end');
}

function keep(cookies: Map<string, string>, response: Response): void {
  for (const cookie of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
}
