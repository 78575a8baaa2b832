import { Counter, Gauge, type Registry } from 'prom-client';

/** Something to count about the traffic with Okta. `bucket` is the method and the path template of an endpoint. */
export type OktaMeasure =
  | { readonly kind: 'call'; readonly bucket: string; readonly status: number }
  | { readonly kind: 'wait'; readonly reason: string; readonly milliseconds: number }
  | { readonly kind: 'retry'; readonly bucket: string; readonly milliseconds: number }
  | { readonly kind: 'concurrency'; readonly limit: number }
  /** Null for all of Okta. */
  | { readonly kind: 'breaker'; readonly bucket: string | null; readonly open: boolean }
  | { readonly kind: 'read-only'; readonly on: boolean };

/** Makes the metrics of the traffic with Okta and returns what feeds them. */
export function oktaMetrics(registers: Registry[]): (measure: OktaMeasure) => void {
  const calls = new Counter({
    name: 'tenured_okta_calls_total',
    help: 'Answers of Okta, by endpoint and status.',
    labelNames: ['bucket', 'status'],
    registers,
  });
  const retries = new Counter({
    name: 'tenured_okta_retries_total',
    help: 'Calls that were made again, by endpoint.',
    labelNames: ['bucket'],
    registers,
  });
  const waits = new Counter({
    name: 'tenured_okta_wait_seconds_total',
    help: 'How long calls waited, all together, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const concurrency = new Gauge({
    name: 'tenured_okta_concurrency_limit',
    help: 'Calls that may be under way at once.',
    registers,
  });
  const breakers = new Gauge({
    name: 'tenured_okta_held_back',
    help: '1 while calls are held back because Okta fails, by endpoint; all for all of them.',
    labelNames: ['bucket'],
    registers,
  });
  const readOnly = new Gauge({
    name: 'tenured_okta_read_only',
    help: '1 while Okta takes no changes.',
    registers,
  });
  concurrency.remove();
  readOnly.set(0);
  breakers.set({ bucket: 'all' }, 0);
  return (measure) => {
    switch (measure.kind) {
      case 'call':
        calls.inc({ bucket: measure.bucket, status: String(measure.status) });
        return;
      case 'wait':
        waits.inc({ reason: measure.reason }, measure.milliseconds / 1000);
        return;
      case 'retry':
        retries.inc({ bucket: measure.bucket });
        waits.inc({ reason: 'retry' }, measure.milliseconds / 1000);
        return;
      case 'concurrency':
        concurrency.set(measure.limit);
        return;
      case 'breaker':
        breakers.set({ bucket: measure.bucket ?? 'all' }, measure.open ? 1 : 0);
        return;
      case 'read-only':
        readOnly.set(measure.on ? 1 : 0);
    }
  };
}
