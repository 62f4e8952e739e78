// A thread of Node with one shard of the CPU engine. TypeScript is registered here, because threads do not inherit that;
// a bundle has the shard itself in this file's place.
import { register } from 'tsx/esm/api';

register();
await import('./cpu_shard.ts');
