import { judge } from './judge.ts';
import { packageFiles, toolchainFiles } from './toolchains.ts';

judge([...toolchainFiles, ...packageFiles]);
