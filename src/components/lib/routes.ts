/** Every address of the console, and what of the scope travels in it. Ids only: identifiers of patients never. */
export const SCOPE_KEYS = ['flow', 'period', 'entity', 'facility', 'payer'] as const;
export type ScopeKey = (typeof SCOPE_KEYS)[number];
export type Scope = { readonly [K in ScopeKey]?: string };

type Params = Readonly<Record<string, string | undefined>>;

export function withParams(path: string, params: Params): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value) search.set(key, value);
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/** Reads the scope out of a page's search parameters; what is no scope stays out. */
export function scopeFrom(params: Readonly<Record<string, string | string[] | undefined>>): Scope {
  const scope: { [K in ScopeKey]?: string } = {};
  for (const key of SCOPE_KEYS) {
    const value = params[key];
    if (typeof value === 'string' && value !== '') scope[key] = value;
  }
  return scope;
}

export const routes = {
  signIn: '/signin',
  overview: (scope: Scope = {}) => withParams('/overview', scope),
  items: (place: string, scope: Scope = {}) => withParams('/items', { place, ...scope }),
  exceptions: (params: Params = {}) => withParams('/exceptions', params),
  cause: (id: string) => withParams('/exceptions', { cause: id }),
  replays: '/replays',
  replay: (id: string) => `/replays/${id}`,
  approvals: (params: Params = {}) => withParams('/approvals', params),
  refunds: (params: Params = {}) => withParams('/refunds', params),
  refund: (id: string) => `/refunds/${id}`,
  cash: (params: Params = {}) => withParams('/cash', params),
  flows: '/flows',
  flow: (code: string) => `/flows/${code}`,
  connections: '/connections',
  search: '/search',
  traceParcel: (id: string) => `/trace/parcel/${id}`,
  traceEvent: (id: string) => `/trace/event/${id}`,
  artifacts: (params: Params = {}) => withParams('/artifacts', params),
  artifact: (id: string) => `/artifacts/${id}`,
  reconciliation: (scope: Scope = {}) => withParams('/reconciliation', scope),
  masterData: (params: Params = {}) => withParams('/master-data', params),
  audit: (params: Params = {}) => withParams('/audit', params),
  access: '/access',
} as const;
