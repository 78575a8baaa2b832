import { TenuredError } from '../../domain/kernel/errors.ts';

const goesOn = 'the last accepted people go on being used and nobody new can start';

export function refusedAnswer(file: string, status: number): TenuredError {
  if (status === 404 || status === 410) {
    return new TenuredError('TEN-3001', `the HR server has nothing there (${String(status)})`, {
      where: { file },
      why: goesOn,
      hint: 'check the address in the configuration and whether the export has run',
    });
  }
  const busy = status === 429 || status >= 500;
  return new TenuredError(busy ? 'TEN-3030' : 'TEN-3031', `the HR server answers ${String(status)}`, {
    where: { file },
    why: goesOn,
    hint: busy
      ? 'it was asked several times; it will be asked again in the next run'
      : 'check the credential, its rights and the address of the source',
  });
}

export function unreachable(file: string, error: unknown, silent: boolean): TenuredError {
  const code = codeOf(error) ?? codeOf((error as { readonly cause?: unknown }).cause);
  const refusedBy = /^PROXY_(4\d\d)$/.exec(code ?? '')?.[1];
  if (refusedBy !== undefined) return refusedAtProxy(file, refusedBy);
  if (code !== null && /CERT|SSL|TLS|ALTNAME|^UNABLE_TO_|^SELF_SIGNED/.test(code)) {
    return new TenuredError('TEN-3034', `the HR server's certificate is not trusted (${code})`, {
      where: { file },
      why: 'somebody else may be answering, and would be given the credential',
      hint: "name the authority as `network.ca` when it is the company's own",
    });
  }
  const what = silent ? 'it says nothing' : `the connection fails (${code ?? 'broken off'})`;
  return new TenuredError('TEN-3030', `the HR server cannot be reached: ${what}`, {
    where: { file },
    why: goesOn,
    hint: 'check name, port, firewall and any proxy; it will be asked again in the next run',
  });
}

/** The proxy that `fetch` goes through let nothing through. */
function refusedAtProxy(file: string, status: string): TenuredError {
  const credentials = status === '407';
  return new TenuredError('TEN-3031', `the proxy does not let tenured through to the HR server (${status})`, {
    where: { file },
    why: goesOn,
    hint: credentials
      ? 'give the proxy\'s user name and password as `network.proxy.credentials`, "user:password" in a file of mode 0600'
      : 'have the host allowed at the proxy, or name it under `network.proxy.except`',
  });
}

function codeOf(error: unknown): string | null {
  const code = (error as { readonly code?: unknown } | undefined | null)?.code;
  return typeof code === 'string' ? code : null;
}

export function redirectedAway(file: string, where: string): TenuredError {
  return new TenuredError('TEN-3032', `the HR server sends tenured elsewhere: ${where}`, {
    where: { file },
    why: 'whoever is there would be given the credential',
    hint: 'give the final address as `url` of the source',
  });
}

export function noAnswer(file: string, what: string): TenuredError {
  return new TenuredError('TEN-3033', `the HR server's answer is not whole: ${what}`, {
    where: { file },
    why: 'the people who are missing have not left',
    hint: 'it will be asked again in the next run; if it stays so, look at the server',
  });
}

export function webPage(file: string): TenuredError {
  return new TenuredError('TEN-3031', 'the HR server answers with a web page instead of data', {
    where: { file },
    why: 'it most likely asks for a sign-in',
    hint: 'check the credential and the address of the source',
  });
}
