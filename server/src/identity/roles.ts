import type { Principal, Scope } from '../http/index.ts';

/** What people may be in a merchant's organization. */
export const merchantRoles = ['owner', 'admin', 'developer', 'finance', 'support', 'read_only'] as const;
/** What people may be in the organization that runs this Florin. */
export const operatorRoles = ['operator', 'reviewer', 'auditor'] as const;

export const roles = [...merchantRoles, ...operatorRoles] as const;
export type Role = (typeof roles)[number];
export type OrganizationKind = 'merchant' | 'platform';

const everybody = merchantRoles;
const administrators = ['owner', 'admin'] as const satisfies readonly Role[];
const builders = [...administrators, 'developer'] as const satisfies readonly Role[];
const money = [...builders, 'finance', 'support'] as const satisfies readonly Role[];

/**
 * Who may do what: of every scope, the roles that have it. A scope that a module says and that has no line here does not compile,
 * and a route that needs one does not start.
 */
const holders: Readonly<Record<Scope, readonly Role[]>> = {
  'payments:read': everybody,
  'payments:write': builders,
  'refunds:read': everybody,
  'refunds:write': money,
  'reversals:read': everybody,
  'balances:read': [...builders, 'finance', 'read_only'],
  'checkout_sessions:read': everybody,
  'checkout_sessions:write': [...builders, 'support'],
  'tokens:write': builders,
  'events:read': everybody,
  'webhook_endpoints:read': [...builders, 'read_only'],
  'webhook_endpoints:write': builders,
  'sandbox:read': everybody,
  'sandbox:write': builders,
  'keys:read': [...builders, 'read_only'],
  'keys:write': builders,
  'signature_keys:read': [...builders, 'read_only'],
  'signature_keys:write': builders,
  'sandboxes:read': [...builders, 'read_only'],
  'sandboxes:write': builders,
  'request_log:read': [...builders, 'support', 'read_only'],
  'audit:read': [...administrators, 'operator', 'auditor'],
  'apps:read': [...builders, 'read_only'],
  'apps:write': builders,
  'organization:read': roles,
  'organization:write': [...administrators, 'operator'],
};

/** Every scope there is. */
export const scopes = Object.keys(holders) as Scope[];

/** Those that reach beyond one account, to its whole organization. */
export const organizationScopes: readonly Scope[] = [
  'audit:read',
  'organization:read',
  'organization:write',
  'sandboxes:read',
  'sandboxes:write',
];

/**
 * What an app may do at most. It makes no keys, also none to sign with, and no other apps, because those would outlive what it was
 * granted, and it reaches nothing beyond one account.
 */
export const appScopes: readonly Scope[] = scopes.filter(
  (scope) => !organizationScopes.includes(scope) && !/^(keys|signature_keys|apps):/.test(scope),
);

export function scopesOf(role: Role): ReadonlySet<Scope> {
  return new Set(scopes.filter((scope) => holders[scope].includes(role)));
}

/** The role without which an organization would have nobody who can give every role. */
export const firstRole: Readonly<Record<OrganizationKind, Role>> = {
  merchant: 'owner',
  platform: 'operator',
};

/** The role of every key: it manages people as an admin does, and makes no owner. */
export const roleOfKeys: Role = 'admin';

/** Which roles one may give, change and take away, who has the scope for it: none above one's own. */
export function rolesBelow(role: Role): readonly Role[] {
  if (role === 'owner') return merchantRoles;
  if (role === 'admin') return merchantRoles.filter((other) => other !== 'owner');
  return role === 'operator' ? operatorRoles : [];
}

export function rolesIn(kind: OrganizationKind): readonly Role[] {
  return kind === 'merchant' ? merchantRoles : operatorRoles;
}

/** Throws where a route needs a scope that no role has a line for. */
export function requireRoles(url: string, scope: string | undefined): void {
  if (scope !== undefined && scope !== 'none' && !(scope in holders))
    throw new Error(`${url} needs the scope ${scope}, of which identity/roles.ts says nothing`);
}

/** The scopes of a role or a key, as a set. */
export function heldBy({ scopes: held }: Pick<Principal, 'scopes'>): ReadonlySet<string> {
  return held === 'all' ? new Set(scopes) : held;
}
