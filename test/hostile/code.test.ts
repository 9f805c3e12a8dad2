import { gettingOut } from './getting-out.ts';
import { judge } from './judge.ts';
import { secrets } from './secrets.ts';
import { taking } from './taking.ts';

judge([...secrets, ...taking, ...gettingOut]);
