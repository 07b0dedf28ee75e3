type Handle = (url: URL, request: RequestInit) => Promise<Response>;

/** Calls of this process to these hosts are answered here; all others go where they went. Returns how to undo it. */
export function answersFor(hosts: Readonly<Record<string, Handle>>): () => void {
  const sent = globalThis.fetch;
  globalThis.fetch = async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const handle = hosts[url.host];
    return handle === undefined ? sent(input, init) : handle(url, init);
  };
  return () => {
    globalThis.fetch = sent;
  };
}
