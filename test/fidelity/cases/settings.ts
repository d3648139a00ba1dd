/** CONFIG SET and GET of every setting: what is no value for it, what may be one, and its default. */
import { allSettings } from '../../../sim/redis/commands/settings.ts';
import type { CaseTable } from '../case.ts';

/** They would take the server from whoever asks it, load a file, or differ from machine to machine. */
const LEFT_ALONE = /^(?:port|bind|requirepass|masterauth|dir|save|tls-.*|unixsocket|activedefrag|oom-score-adj)$/;

const names = [...allSettings().keys()].filter((name) => !LEFT_ALONE.test(name));

/** Values that are wrong for most, and then the default. */
function tried(name: string): readonly string[] {
  const value = allSettings().get(name)?.value ?? '';
  return [...['zz?', '-1', '9223372036854775808', value].map((word) => `CONFIG SET ${name} "${word}"`), `CONFIG GET ${name}`];
}

export const settingCases: CaseTable = {
  'settings from a to c': names.filter((name) => name < 'd').flatMap(tried),
  'settings from d to m': names.filter((name) => name >= 'd' && name < 'n').flatMap(tried),
  'settings from n to z': names.filter((name) => name >= 'n').flatMap(tried),
  'numbers that are nearly right': [
    ...['007', '1.5', '" 5"', '"5 "', '""', '+5', '0x10'].map((value) => `CONFIG SET maxmemory-samples ${value}`),
    'CONFIG SET maxmemory-samples 5',
    ...['0', '600', '10'].flatMap((value) => [`CONFIG SET hz ${value}`, 'CONFIG GET hz']),
    ...['1', '1mb'].flatMap((value) => [`CONFIG SET repl-backlog-size ${value}`, 'CONFIG GET repl-backlog-size']),
    ...['1Mb', '1G', '1tb', 'mb', '18446744073709551615', '18446744073709551616', '0'].flatMap((value) => [
      `CONFIG SET maxmemory ${value}`,
      'CONFIG GET maxmemory',
    ]),
    ...['YES', 'No', '1'].flatMap((value) => [`CONFIG SET lazyfree-lazy-expire ${value}`, 'CONFIG GET lazyfree-lazy-expire']),
    ...['10%', '101%', '-1%', '1mb', '0'].flatMap((value) => [`CONFIG SET maxmemory-clients ${value}`, 'CONFIG GET maxmemory-clients']),
    ...['""', '50', '"50 x"', '" 50"', '"99.99 50"', '101', '"50 99 99.9"'].flatMap((value) => [
      `CONFIG SET latency-tracking-info-percentiles ${value}`,
      'CONFIG GET latency-tracking-info-percentiles',
    ]),
    ...['50', '"a b c"', '"0 2001 1"', '"0 200 800"'].map((value) => `CONFIG SET oom-score-adj-values ${value}`),
    ...['a_b', 'a.b-c', '""'].map((value) => `CONFIG SET cluster-announce-hostname ${value}`),
  ],
  'all of them under all their names': [
    'CONFIG GET slave*',
    'CONFIG GET *ziplist*',
    'CONFIG GET repl-*',
    'CONFIG GET *-*-*-*',
    'CONFIG GET nope',
    'CONFIG GET MAXMEMORY maxmemory',
  ],
};
