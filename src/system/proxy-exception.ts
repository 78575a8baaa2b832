/**
 * Whether an address is reached without the proxy. As with curl's NO_PROXY: a name stands for the host and everything
 * below it, with or without a dot or `*.` before it; `host:port` for that port alone; `*` for everything.
 */
export function isExcepted(target: URL, except: readonly string[]): boolean {
  const host = target.hostname.toLowerCase();
  const port = target.port === '' ? (target.protocol === 'https:' ? '443' : '80') : target.port;
  return except.some((written) => {
    const [, name = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(written.trim().toLowerCase()) ?? [];
    if (onlyPort !== undefined && onlyPort !== port) return false;
    if (name === '*') return true;
    const bare = name.replace(/^\*?\./, '');
    return bare !== '' && (host === bare || host.endsWith(`.${bare}`));
  });
}
