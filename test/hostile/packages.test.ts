import { packagedTools } from './configuration.ts';
import { judge } from './judge.ts';

judge(packagedTools);
