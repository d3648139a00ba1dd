/**
 * A vitest setup file (`setupFiles: ['manyworlds/vitest/setup']`): puts the pass-through dispatchers in place before the tests and the code
 * under test are loaded, because libraries may capture timers when they load.
 */
import { installDispatchers } from '../kernel/index.ts';

installDispatchers();
