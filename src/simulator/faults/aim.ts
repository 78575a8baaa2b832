import type { Aim } from './vocabulary.ts';

/** Says whether a request is one that a fault is aimed at. */
export type Target = (method: string, path: string) => boolean;

const everything = /^[^]*$/;

/** Compiles where a fault is aimed at; by default at everything. */
export function targetOf({ method, path, pattern }: Aim): Target {
  const wanted = method?.toUpperCase();
  const whole = path === undefined ? everything : globbed(path);
  const matches = pattern === undefined ? everything : new RegExp(pattern);
  return (actual, at) => (wanted === undefined || wanted === actual) && whole.test(at) && matches.test(at);
}

/** Whether it is aimed at requests at all, or goes by the time alone. */
export function isAimed(aim: Aim): boolean {
  return [aim.method, aim.path, aim.pattern, aim.nth, aim.chance].some((part) => part !== undefined);
}

function globbed(path: string): RegExp {
  const parts = path.split('/').map((part) => {
    if (part === '**') return '.*';
    return part === '*' ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('/')}$`);
}
