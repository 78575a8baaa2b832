/**
 * Has every signature that is made or checked meanwhile counted: other threads do it, and nothing else tells that they
 * are still at it.
 */
export async function countingSignatures<Value>(
  counted: <Result>(begin: () => Promise<Result>) => Promise<Result>,
  work: () => Promise<Value>,
): Promise<Value> {
  const { subtle } = globalThis.crypto;
  const [sign, verify] = [subtle.sign.bind(subtle), subtle.verify.bind(subtle)];
  subtle.sign = (...signed) => counted(() => sign(...signed));
  subtle.verify = (...checked) => counted(() => verify(...checked));
  try {
    return await work();
  } finally {
    Object.assign(subtle, { sign, verify });
  }
}
