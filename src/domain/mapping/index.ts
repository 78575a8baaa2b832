export { compileMapping } from './compile.ts';
export { runMappingTests } from './mapping-tests.ts';
export { uniteMappings, type Mappings } from './mappings.ts';
export type { CompiledMapping, MappingProblem } from './compiled.ts';
export type { MappingDocument } from './document.ts';
