// The seed of every property test (vitest.config.ts).
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(import.meta.env.PROPERTY_SEED) });
