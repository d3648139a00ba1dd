/** Edits that rename something or write it differently: keys, scripts, fields, ids. */
import type { Edit } from '../edit.ts';

/** All of them. */
export const names: readonly Edit[] = [
  {
    name: 'renamed-key-prefix',
    what: 'what is placed on a worker is kept under another key',
    replacements: [
      { file: 'src/keys.ts', from: "workerOwned: 'scheduler:worker:owned:',", to: "workerOwned: 'scheduler:worker:placed:'," },
    ],
  },
  {
    name: 'renamed-script',
    what: 'the commit script is called `place`',
    replacements: [{ file: 'src/scripts/commit.ts', from: "  name: 'commit',\n", to: "  name: 'place',\n" }],
  },
  {
    name: 'changed-script-body',
    what: 'the intake script has one more comment, so its SHA is another',
    replacements: [
      {
        file: 'src/scripts/intake.ts',
        from: 'local ids, held = {}, {}\n',
        to: '-- what was taken, and what is known of it\nlocal ids, held = {}, {}\n',
      },
    ],
  },
  {
    name: 'extra-field',
    what: 'a worker’s record says which build the worker is',
    replacements: [
      {
        file: 'src/scripts/membership.ts',
        from: "'gpu', ARGV[7], 'pool_name', ARGV[8],",
        to: "'build_version', '2', 'gpu', ARGV[7], 'pool_name', ARGV[8],",
      },
    ],
  },
  {
    name: 'other-commit-ids',
    what: 'commit ids are written with a slash',
    replacements: [{ file: 'src/parts/leased/committer.ts', from: '`${life}:${commits}`', to: '`${life}/${commits}`' }],
  },
];
