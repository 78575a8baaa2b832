export { generateKey, type GeneratedKey } from './auth/generate-key.ts';
export { keyProblems, publicJwk, type KeySource, type PublicJwk } from './auth/key.ts';
export { connectOkta, type OktaConnection } from './connect.ts';
export type { OktaEvent } from './events.ts';
export type { OktaOptions, ServiceAppOptions } from './options.ts';
export { probe, type ProbeResult, type ProbeWants } from './probe.ts';
export { createReader, readScopes, type OktaReader } from './reader.ts';
export type { Fetch, OktaTools } from './tools.ts';
export { createWriter, writeScopes, type OktaWriter } from './writer.ts';
