import { defaults } from '../config/schema.ts';
import type { PageStore } from '../store/store.ts';
export const configFromAddress = () => ({ config: defaults.strings, problems: [] as string[] });
export function keepAddressInStep(_store: PageStore): void {}
