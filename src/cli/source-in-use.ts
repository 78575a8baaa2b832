import type { ConfiguredSource, LoadedMapping } from '../config/index.ts';
import type { CompiledMapping } from '../domain/mapping/index.ts';

/** A source with its mapping, ready to be used. */
export interface SourceInUse extends ConfiguredSource {
  readonly name: string;
  readonly compiled: CompiledMapping;
  readonly loaded: LoadedMapping;
}
