import { gitCommands } from './git-commands.ts';
import { bombs, gitTrees } from './git-trees.ts';
import { judge } from './judge.ts';

judge([...gitCommands, ...gitTrees, ...bombs]);
