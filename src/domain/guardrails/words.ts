import type { LocalDate } from '../time/local-date.ts';

/** `1 row`, `2 rows`: a count with its noun. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `23 Nov 2026`, as everything that people read writes a day. */
export function dayText(date: LocalDate): string {
  const [year = '', month = '', dayOfMonth = ''] = date.split('-');
  return `${String(Number(dayOfMonth))} ${months[Number(month) - 1] ?? month} ${year}`;
}
