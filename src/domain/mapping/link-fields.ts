import type { MappingDocument } from './document.ts';

const plainName = /^[A-Za-z_]\w*$/;

/** True for what can only be a field's own name, and no expression. */
export function isPlainName(source: string): boolean {
  return plainName.test(source);
}

/** The fields that the two keys are made of, before anything is compiled. */
export function linkFields({ employment }: Pick<MappingDocument, 'employment'>): readonly string[] {
  const sources = [employment.previousWorkerId, employment.personKey];
  return sources.flatMap((source) => {
    if (source === undefined) return [];
    return isPlainName(source) ? [source] : [...source.matchAll(/\bw\.([A-Za-z_]\w*)/g)].map(([, name = '']) => name);
  });
}
