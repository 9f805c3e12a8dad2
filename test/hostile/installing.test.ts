import { installing } from './installing.ts';
import { judge } from './judge.ts';

judge(installing);
