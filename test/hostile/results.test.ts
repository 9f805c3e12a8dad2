import { falseResults } from './false-results.ts';
import { filesLeft } from './files-left.ts';
import { judge } from './judge.ts';

judge([...filesLeft, ...falseResults]);
