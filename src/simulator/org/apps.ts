import type { Instant } from '../../domain/time/instant.ts';
import type { RoleSeed, ServiceAppSeed, SigningKeySeed } from './seed.ts';

/** A service app as the org keeps it: keys, grants and roles change while it runs. */
export class ServiceApp {
  readonly clientId: string;
  readonly label: string;
  readonly applicationType: string;
  readonly grantTypes: readonly string[];
  dpopBound: boolean;
  active: boolean;
  grantedScopes: ReadonlySet<string>;
  roles: readonly RoleSeed[];
  keys: readonly SigningKeySeed[];
  /** Tokens issued up to this instant are revoked. */
  tokensRevokedAt: Instant | undefined;

  constructor(seed: ServiceAppSeed) {
    this.clientId = seed.clientId;
    this.label = seed.label ?? seed.clientId;
    this.applicationType = seed.applicationType ?? 'service';
    this.grantTypes = seed.grantTypes ?? ['client_credentials'];
    this.dpopBound = seed.dpopBound ?? true;
    this.active = seed.active ?? true;
    this.grantedScopes = new Set(seed.grantedScopes ?? []);
    this.roles = seed.roles ?? [];
    this.keys = checkedKeys(seed.jwks?.keys ?? []);
  }

  /** Registers a further public key. Okta: up to 50 keys an app, each with its own kid. */
  addKey(key: SigningKeySeed): void {
    this.keys = checkedKeys([...this.keys, key]);
  }

  /** Activates or deactivates a key; a deactivated one no longer authenticates the client. */
  setKeyStatus(kid: string, status: 'ACTIVE' | 'INACTIVE'): void {
    this.keys = this.keys.map((key) => (key.kid === kid ? { ...key, status } : key));
  }

  removeKey(kid: string): void {
    this.keys = this.keys.filter((key) => key.kid !== kid);
  }

  grant(...scopes: readonly string[]): void {
    this.grantedScopes = new Set([...this.grantedScopes, ...scopes]);
  }

  revoke(...scopes: readonly string[]): void {
    this.grantedScopes = new Set([...this.grantedScopes].filter((scope) => !scopes.includes(scope)));
  }
}

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

function checkedKeys(keys: readonly SigningKeySeed[]): readonly SigningKeySeed[] {
  if (keys.length > 50) throw new Error('an app has at most 50 keys');
  const kids = keys.map((key) => key.kid).filter((kid) => kid !== undefined);
  if (new Set(kids).size !== kids.length) throw new Error('every key of an app needs its own kid');
  if (keys.some((key) => privateMembers.some((member) => member in key))) {
    throw new Error('an app is registered with public keys, this one is private');
  }
  if (keys.some(isShort)) throw new Error('an RSA key of an app has at least 2,048 bits');
  return keys;
}

/** Okta: RSA keys of at least 2,048 bits. */
function isShort({ kty, n }: SigningKeySeed): boolean {
  return kty === 'RSA' && typeof n === 'string' && Buffer.from(n, 'base64url').length < 256;
}
