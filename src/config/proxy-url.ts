/**
 * What is wrong with a proxy's address; null when nothing is. The address itself is not repeated: people put passwords
 * into it.
 * @param from only the environment may carry a user name and a password in it, as is its custom.
 */
export function proxyProblem(text: string, from: 'configuration' | 'environment'): string | null {
  const url = URL.parse(text);
  if (url === null || url.hostname === '') return 'has to be a URL such as http://proxy.acme.example:3128';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'has to begin with http:// or https://';
  if (from === 'configuration' && (url.username !== '' || url.password !== '')) {
    return 'must not carry a user name or password; network.proxy.credentials refers to them';
  }
  if ((url.pathname !== '/' && url.pathname !== '') || url.search !== '' || url.hash !== '') {
    return 'has to be the address alone, without a path';
  }
  return null;
}
