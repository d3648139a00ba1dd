/** Worlds that are kept because they once told something. */
import { gatewayDiesBehindTheCharge } from './gateway-dies-behind-the-charge.ts';
import { gatewayDiesBehindThePop } from './gateway-dies-behind-the-pop.ts';
import type { Regression } from './regression.ts';

export { regressionSuite, type Regression } from './regression.ts';

/** Every kept world. */
export const regressions: readonly Regression[] = [gatewayDiesBehindThePop, gatewayDiesBehindTheCharge];
