/** What Node is started with in `bin/tenured.js`, so that what is measured is what runs (decision 0027). */
export const productionFlags = ['--max-semi-space-size=16'] as const;
