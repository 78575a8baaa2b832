/**
 * Aborted by the first SIGINT or SIGTERM, with the signal's name as reason, so that work ends at a clean point. A second
 * one ends the process at once.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
      controller.abort(signal);
    });
  }
  return controller.signal;
}
