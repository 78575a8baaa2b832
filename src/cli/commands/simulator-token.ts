const readScopes = ['users', 'groups', 'roles', 'schemas', 'logs'].map((what) => `okta.${what}.read`);
const manageScopes = ['users', 'groups'].map((what) => `okta.${what}.manage`);

/**
 * A script that gets an access token with nothing but openssl and curl: private_key_jwt by hand. Its token is a bearer
 * token, because the app it is for requires no DPoP. The time is the organisation's, which need not be the host's.
 */
export function tokenScript(url: string, clientId: string, manage: boolean): string {
  const scopes = [...readScopes, ...(manage ? manageScopes : [])].join(' ');
  return String.raw`#!/bin/sh
# Prints an access token for the simulated Okta organisation. Usage: token.sh [SCOPE...]
set -eu
url=${url}
key=$(dirname "$0")/curl.pem
scope=${'$'}{*:-${scopes}}

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
now=$(curl -fsS "$url/simulator/clock" | sed 's/.*"seconds":\([0-9]*\).*/\1/')
header=$(printf '{"alg":"RS256"}' | base64url)
claims=$(printf '{"iss":"%s","sub":"%s","aud":"%s","iat":%s,"exp":%s,"jti":"%s"}' \
  ${clientId} ${clientId} "$url/oauth2/v1/token" "$now" $((now + 300)) "$(openssl rand -hex 16)" | base64url)
signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign "$key" -binary | base64url)

answer=$(curl -sS "$url/oauth2/v1/token" \
  -d grant_type=client_credentials --data-urlencode "scope=$scope" \
  -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
  -d client_assertion="$header.$claims.$signature")
token=$(printf '%s' "$answer" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
if [ -z "$token" ]; then
  printf '%s\n' "$answer" >&2
  exit 1
fi
printf '%s\n' "$token"
`;
}
