import { together } from './together.ts';

await together('review', 1, 2);
