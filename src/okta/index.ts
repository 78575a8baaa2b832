export { generateKey, type GeneratedKey } from './auth/generate-key.ts';
export { publicJwk, type PublicJwk } from './auth/key.ts';
export { connectOkta, type OktaConnection } from './connect.ts';
export type { OktaEvent } from './events.ts';
export type { OktaOptions } from './options.ts';
export { probe, type ProbeResult, type ProbeWants } from './probe.ts';
export { createReader, readScopes, type OktaReader } from './reader.ts';
export type { Fetch, OktaTools } from './tools.ts';
export { createWriter, writeScopes, type OktaWriter } from './writer.ts';
