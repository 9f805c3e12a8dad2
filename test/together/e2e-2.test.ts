import { together } from './together.ts';

await together('e2e', 2, 5);
