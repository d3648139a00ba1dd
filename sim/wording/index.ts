/** Words that every message has: which of the names that exist may have been meant. */
export { didYouMean, editDistance, nearest, suggestion } from './nearest.ts';
