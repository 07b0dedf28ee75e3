import { ROUTES, type Route } from '../../../lambdas/contract/routes.ts';

export type Match =
  | { readonly found: true; readonly route: Route; readonly parameters: Readonly<Record<string, string>> }
  /** No route has this path (404); or some have, for other methods (405). */
  | { readonly found: false; readonly allowed: readonly string[] };

/**
 * Finds the route of a request like API Gateway: first the whole path is decoded, including slashes; then method and segments must match.
 * `{name}` takes one segment, `{name+}` the rest. Throws a `URIError` for a badly encoded path.
 */
export function matchRoute(method: string, path: string, routes: readonly Route[] = ROUTES): Match {
  const segments = decodeURIComponent(path).split('/');
  const onPath = routes.flatMap((route) => {
    const parameters = parametersIn(route.path.split('/'), segments);
    return parameters === undefined ? [] : [{ route, parameters }];
  });
  const best = onPath.filter(({ route }) => route.method === method).sort(byOpenness)[0];
  if (best === undefined) return { found: false, allowed: [...new Set(onPath.map(({ route }) => route.method))] };
  return { found: true, ...best };
}

const PARAMETER = /^\{(\w+)(\+?)\}$/;

/** The parameters of a path by a route's pattern; undefined when the path does not match. */
function parametersIn(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const [part, ...more] = pattern;
  const [segment, ...rest] = segments;
  if (part === undefined || segment === undefined) return pattern.length === segments.length ? {} : undefined;
  const [, name, greedy] = PARAMETER.exec(part) ?? [];
  if (name !== undefined && greedy === '+')
    return segments.join('/') === '' ? undefined : { [name]: segments.join('/') };
  if (name === undefined ? part !== segment : segment === '') return undefined;
  const others = parametersIn(more, rest);
  return others && { ...(name === undefined ? {} : { [name]: segment }), ...others };
}

/** A literal path comes before one with parameters, and that before one that takes the rest. */
const byOpenness = (a: { readonly route: Route }, b: { readonly route: Route }): number =>
  openness(a.route) - openness(b.route);

const openness = ({ path }: Route): number => path.split('{').length + (path.includes('+}') ? 100 : 0);
