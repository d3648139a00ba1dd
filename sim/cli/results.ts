/** Results of a run as they come: text for people, or NDJSON with one line a finding and a summary as the last line. */
import { findingOf, idFor, writeFinding, type ExitCode, type Finding, type SuiteResult } from '../explore/index.ts';
import { divergenceLines, formatDuration, plural, suiteLines, type StoryStyle } from '../report/index.ts';
import { storyOf, type Place } from './found.ts';
import { meaning } from './meaning.ts';
import { plainStyle } from './style.ts';
import type { Terminal } from './terminal.ts';

/** Takes the results of a run. */
export interface Results {
  /** A suite has run: stores and tells its findings. */
  suite(result: SuiteResult): void;
  /** All suites have run. */
  summary(results: readonly SuiteResult[], wallMs: number, exitCode: ExitCode): void;
}

/** Results for people. */
export function textResults(terminal: Terminal, place: Place, style: StoryStyle): Results {
  return {
    suite(result) {
      for (const { finding, trace } of storeFindings(result, terminal, place)) terminal.out(`${storyOf(finding, trace, place, style)}\n\n`);
      for (const divergence of result.divergences.slice(0, 3)) terminal.out(`${divergenceLines(divergence, style)}\n\n`);
      terminal.out(`${suiteLines(linesInput(result), style)}\n`);
    },
    summary(results, wallMs, exitCode) {
      if (results.length === 0) return;
      const worlds = sum(results, (result) => result.worlds);
      const findings = sum(results, (result) => result.findings.length);
      terminal.out(`${plural(worlds, 'world')}, ${plural(findings, 'finding')} in ${formatDuration(wallMs)}: ${meaning(exitCode)}\n`);
    },
  };
}

/** Results for programs. */
export function jsonResults(terminal: Terminal, place: Place, style: StoryStyle): Results {
  const line = (value: object): void => terminal.out(`${JSON.stringify(value)}\n`);
  return {
    suite(result) {
      for (const { finding, folder, trace } of storeFindings(result, terminal, place)) {
        const story = storyOf(finding, trace, place, { ...style, paint: plainStyle(terminal).paint });
        line({ ...finding, type: 'finding', suite: result.suite, folder, story });
      }
      for (const divergence of result.divergences) line({ v: 1, type: 'divergence', ...divergence });
    },
    summary(results, wallMs, exitCode) {
      line({
        v: 1,
        type: 'summary',
        worlds: sum(results, (result) => result.worlds),
        findings: sum(results, (result) => result.findings.length),
        wallMs: Math.round(wallMs),
        virtualMs: sum(results, (result) => Math.round(result.virtualMs * 1000)) / 1000,
        events: sum(results, (result) => result.events),
        exitCode,
        suites: results.map(summaryOf),
      });
    },
  };
}

function summaryOf(result: SuiteResult): object {
  const {
    worlds,
    violatedWorlds,
    inconclusiveWorlds,
    goals,
    acted,
    goalsMissed,
    hash,
    baseSeed,
    strategy,
    settings,
    events,
    choices,
    virtualMs,
    wallMs,
  } = result;
  return {
    name: result.suite,
    worlds,
    findings: result.findings.length,
    sometimes: goals,
    acted,
    hash,
    goalsMissed,
    violatedWorlds,
    inconclusiveWorlds,
    divergences: result.divergences.length,
    seed: baseSeed,
    strategy,
    settings,
    events,
    choices,
    virtualMs,
    wallMs: Math.round(wallMs),
  };
}

interface StoredStory {
  readonly finding: Finding;
  readonly folder: string;
  readonly trace: NonNullable<SuiteResult['findings'][number]['recorded']['trace']>;
}

function storeFindings(result: SuiteResult, terminal: Terminal, place: Place): readonly StoredStory[] {
  return result.findings.map((sighting) => {
    const finding = findingOf(idFor(place.store, sighting.fingerprint), result, sighting);
    const trace = (sighting.explanation?.recorded ?? sighting.recorded).trace ?? [];
    const folder = writeFinding(place.store, finding, trace, `${storyOf(finding, trace, place, plainStyle(terminal))}\n`);
    return { finding, folder, trace };
  });
}

function linesInput(result: SuiteResult): Parameters<typeof suiteLines>[0] {
  return { ...result, findings: result.findings.length + result.findingsLeftOut, divergences: result.divergences.length };
}

function sum(results: readonly SuiteResult[], value: (result: SuiteResult) => number): number {
  return results.reduce((total, result) => total + value(result), 0);
}
