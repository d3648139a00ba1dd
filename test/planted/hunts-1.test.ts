/** The first third of the hunts. */
import { describeHunts } from './hunted.ts';

describeHunts(1);
