import { vi } from 'vitest';

// The same tests once more, against a simulator that runs in another process.
vi.stubEnv('TENURED_SIMULATOR', 'process');
await import('./simulator.test.ts');
await import('./writer.test.ts');
