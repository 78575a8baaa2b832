import { TenuredError } from '../../domain/kernel/errors.ts';
import { Transient } from './transient.ts';

/** OpenSSL's and Node's names for a certificate that no second attempt makes better. */
const certificateCodes =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(GET|VERIFY|DECRYPT)|HOSTNAME_MISMATCH)/;

/** What a failed exchange means: a certificate that is refused for good, or a network that may come back. */
export function networkFailure(error: unknown): TenuredError | Transient {
  if (error instanceof Transient) return error;
  const code = failureCode(error);
  if (!certificateCodes.test(code)) return new Transient('network', code);
  return new TenuredError('TEN-2304', `The certificate that answers for the Okta URL is not trusted (${code}).`, {
    why: 'Somebody else could be answering in the place of Okta.',
    hint: 'Check the host name and the clock; for a TLS-inspecting proxy add its CA with NODE_EXTRA_CA_CERTS.',
  });
}

/** `fetch` hides the system's error, with its code, in `cause`, once or twice. The messages could carry a URL. */
function failureCode(error: unknown): string {
  let current: unknown = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    const code: unknown = (current as { code?: unknown }).code;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
    current = firstOf(current);
  }
  return 'connection failed';
}

function firstOf(error: Error): unknown {
  return error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error.cause;
}
