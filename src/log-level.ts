/** How much a log holds. Apart from the log, so that commands that write none do not load its library. */

/** Levels, most talkative first. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** How much is written. */
export type LogLevel = (typeof LOG_LEVELS)[number];
