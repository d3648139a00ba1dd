/** The second third of the hunts. */
import { describeHunts } from './hunted.ts';

describeHunts(2);
