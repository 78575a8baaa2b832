export { checkSecrets, loadConfiguration, type Configuration, type ConfiguredSource } from './configuration.ts';
export { jsonSchemas } from './json-schema.ts';
export { loadMapping, placeProblems, type LoadedMapping } from './mapping.ts';
export { sourcePlace, type SourceSettings } from './source-settings.ts';
export { keysOf, nextSuffix, type PrivateKey } from './okta-settings.ts';
export type { NetworkSettings } from './network-settings.ts';
