export { checkSecrets, loadConfiguration, type Configuration } from './configuration.ts';
export { jsonSchemas } from './json-schema.ts';
export { loadMapping, placeProblems, type LoadedMapping } from './mapping.ts';
export { sourcePlace } from './source-settings.ts';
