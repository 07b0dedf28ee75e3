import { ROUTES, type Route } from '../../lambdas/contract/routes.ts';

export type Match =
  | { readonly found: true; readonly route: Route; readonly parameters: Readonly<Record<string, string>> }
  /** No route has this path (404); or some have, for other methods (405). */
  | { readonly found: false; readonly allowed: readonly string[] };

/** Finds the route of a request as API Gateway does: by method and by the segments of the path, parameters decoded. Throws `URIError`. */
export function matchRoute(method: string, path: string, routes: readonly Route[] = ROUTES): Match {
  const segments = path.split('/');
  const onPath = routes.filter((route) => fits(route.path.split('/'), segments));
  const route = bestOf(onPath.filter((one) => one.method === method));
  if (route === undefined) return { found: false, allowed: [...new Set(onPath.map((one) => one.method))] };
  return { found: true, route, parameters: parametersOf(route.path.split('/'), segments) };
}

/** `{name}` is one segment; `{name+}` is the rest of the path. */
const PARAMETER = /^\{(\w+)(\+?)\}$/;

const isGreedy = (part: string): boolean => PARAMETER.exec(part)?.[2] === '+';

const fits = (pattern: readonly string[], segments: readonly string[]): boolean =>
  (pattern.length === segments.length || (pattern.some(isGreedy) && pattern.length < segments.length)) &&
  pattern.every((part, index) => (PARAMETER.test(part) ? segments[index] !== '' : part === segments[index]));

/** A literal path goes before one with parameters. */
const bestOf = (routes: readonly Route[]): Route | undefined =>
  [...routes].sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];

function parametersOf(pattern: readonly string[], segments: readonly string[]): Readonly<Record<string, string>> {
  const named = pattern.flatMap((part, index) => {
    const name = PARAMETER.exec(part)?.[1];
    const taken = isGreedy(part) ? segments.slice(index).join('/') : (segments[index] ?? '');
    return name === undefined ? [] : [[name, decodeURIComponent(taken)] as const];
  });
  return Object.fromEntries(named);
}
