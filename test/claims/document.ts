/** docs/documents.md: what the five source documents claim beside what their designs did in virtual time. Nothing in it is written by hand. */
import { verdictOf, type Claim, type DocumentNumber } from './claim.ts';
import { claims } from './claims/index.ts';
import { DESIGNS, EXPERIMENTS, SEEDS } from './experiments.ts';
import { overview } from './overview.ts';
import { pictures, type File } from './pictures.ts';
import type { Results } from './results.ts';
import { COLUMNS, sayOf, sayRow, sayTime } from './say-figures.ts';
import { failureSection } from './failure-section.ts';

/** Where the document is kept, from the root of the repository. */
export const DOCUMENT_FILE = 'docs/documents.md';

const TITLES: Readonly<Record<DocumentNumber, string>> = {
  '000': 'Document 000: cache, batched reservations, affinity (`cached`)',
  '001': 'Document 001: batches with one snapshot (`batch`)',
  '002': 'Document 002: affinity alone (`affinity`)',
  '003': 'Document 003: many loops and optimistic commits (`burst`)',
  '004': 'Document 004: the performance guide (`batch`)',
};

const HEAD = `# The source documents, measured

Five documents describe how one scheduler was changed to place 100 containers faster. Each design is a preset here, faithful to its document. This page
puts every figure that a document claims beside the figure that the design reaches in simulated worlds.

It is written by \`npm run documents\`. The worlds are deterministic: the same sources give the same page. \`npm run documents -- --json\` prints every world's figures.

## How it was measured

- **Time is virtual.** A message between a process and Redis takes 0.3 to 0.4 ms one way, drawn for each message: 0.7 ms there and back, which is what the
  documents' own "5 to 8 s" comes to at 72 commands a container. *loopback* is 0.02 to 0.03 ms one way: a Redis on the same machine, as in the tests of documents 002
  and 003. Nothing else takes time: neither the processors of gateways nor Redis itself, so a figure is what the design waits for. For a Redis that
  executes 100,000 commands in a second, add 0.01 ms for each command in the last table.
- **The world.** Workers have registered and gateways idle; then one client submits 100 containers of 1,000 millicores and 1,024 MiB at once, at a moment
  of the gateways' poll interval that is drawn. *Placed* is a container that is in a worker's queue. The clock runs from the submission to the last placement, and
  the counts cover the same time. The world goes on a little, so that workers that are asked for too late, and containers that are placed once more, are seen.
- **standard**: 20 workers with room for 100 containers each, one gateway. **tight**: room for 6 each. **wide**: 40 workers with room for 50 each (document
  003). **shuffled**: Redis lists the workers in another order each time, as the tests of document 003 do; a real Redis gives the same order as long as no worker
  comes or goes. **mixed**: 5 of the 20 workers have 8 GPUs each, and 20 of the 100 containers want one. **full**: room for 3 each, so 40 containers do not fit.
  **fleet**: room for 120 in all, on so many workers, with 3 gateways.
- **What is counted** is what the simulated Redis executed for gateways. Conflicts and cache hits are the gateways' own counters. A provider accepts every
  request for a worker after 50 ms; its machine boots for 20 s, and for 1 s where not everything fits. Needless is a worker that is asked for although everything fits.
- **Verdicts** are computed. *Confirmed when* says by which criterion. A claimed time counts as an upper bound, because virtual time leaves out what
  processors need; a claimed number may be a quarter off where the row says so. *Not exercised* is a claim about a limit or a cache that its own setting
  never reaches: every figure is the same with and without it, which is neither for nor against it.
- Over cache and concurrency burst has **1,000 containers** on its 40 workers, because 100 reach none of its limits (over concurrency ours has them too).
- Each figure is the median of ${SEEDS.length} seeds, with the range in brackets where they differ.
`;

const row = (claim: Claim, results: Results): string =>
  `| ${claim.claim} | ${claim.measured(results) || '–'} | ${claim.where} | ${claim.criterion} | **${verdictOf(claim, results)}** | ${claim.because} |`;

function section(document: DocumentNumber, results: Results): string {
  const own = claims.filter((claim) => claim.document === document);
  return [
    `## ${TITLES[document]}`,
    '',
    '| claim | measured | where | confirmed when | verdict | why |',
    '| --- | --- | --- | --- | --- | --- |',
    ...own.map((claim) => row(claim, results)),
    '',
  ].join('\n');
}

function tally(results: Results): string {
  const verdicts = claims.map((claim) => verdictOf(claim, results));
  const count = (verdict: string): number => verdicts.filter((one) => one === verdict).length;
  return `Of ${claims.length} claims, ${count('confirmed')} are confirmed, ${count('refuted')} refuted, ${count('not exercised')} not exercised, and ${count('not testable')} cannot be tested in a world.\n`;
}

function charts(): string {
  const picture = (name: string, text: string): string => `![${text}](documents-${name}.svg)\n`;
  return [
    '## Charts',
    '',
    picture('time', 'Time until 100 containers are placed, by design, beside the claims'),
    picture('distribution', 'Containers by worker, by design'),
    picture('needless', 'Needless workers against the size of the fleet'),
    picture('conflicts-cache', 'Failed attempts per success against the lifetime of the snapshot'),
    picture('conflicts-batch', 'Failed attempts per success against the batch size'),
    picture('conflicts-concurrency', 'Failed attempts per success against the concurrency'),
    picture('conflicts-gateways', 'Failed attempts per success against the number of gateways'),
    picture('time-cache', 'Time against the lifetime of the snapshot'),
    picture('time-batch', 'Time against the batch size'),
    picture('time-concurrency', 'Time against the concurrency'),
    picture('time-gateways', 'Time against the number of gateways'),
  ].join('\n');
}

function sensitivity(results: Results): string {
  const cells = (design: string): string =>
    ['standard', 'loopback', 'wide', 'wide loopback'].map((group) => sayTime(results.of(`${group} ${design}`))).join(' | ');
  return [
    '## How much the network matters',
    '',
    '| design | 20 workers, 0.7 ms | 20 workers, 0.05 ms | 40 workers, 0.7 ms | 40 workers, 0.05 ms | commands for one container, 20 workers |',
    '| --- | --- | --- | --- | --- | --- |',
    ...DESIGNS.map(
      (design) =>
        `| \`${design}\` | ${cells(design)} | ${sayOf(results.of(`standard ${design}`), ({ commands, placed }) => commands / Math.max(1, placed))} |`,
    ),
    '',
  ].join('\n');
}

function allFigures(results: Results): string {
  return [
    '## All figures',
    '',
    `| ${COLUMNS.join(' | ')} |`,
    `|${' --- |'.repeat(COLUMNS.length)}`,
    ...EXPERIMENTS.map((experiment) => sayRow(experiment, results.of(experiment.id))),
    '',
  ].join('\n');
}

/** The whole document. */
export function renderDocument(results: Results): string {
  const documents: readonly DocumentNumber[] = ['000', '001', '002', '003', '004'];
  return [
    HEAD,
    tally(results),
    overview(results),
    ...documents.map((document) => section(document, results)),
    failureSection(results),
    charts(),
    sensitivity(results),
    allFigures(results),
  ].join('\n');
}

/** The document and its charts. */
export function renderAll(results: Results): readonly File[] {
  return [[DOCUMENT_FILE, renderDocument(results)], ...pictures(results)];
}
