import { together } from './together.ts';

await together('review', 2, 2);
