/** From the result of a test's worlds to what the test says when it fails; null when it passes. */
import {
  encodeToken,
  ID_LENGTH_MIN,
  findingOf,
  idFor,
  openStore,
  STORE_FOLDER,
  writeFinding,
  type Finding,
  type RecordedSighting,
  type RegressionResult,
  type SuiteResult,
} from '../explore/index.ts';
import { chooseSymbols, createPaint, divergenceLines, formatCount, plural, tellStory, truncate, type StoryStyle } from '../report/index.ts';

/** Why a test fails. */
export interface Failure {
  readonly code: 'violated' | 'inconclusive' | 'nondeterministic' | 'stale' | 'gone';
  readonly story: string;
}

/** What the story needs besides the result. */
export interface FailureContext {
  /** The title of the test, for the command that runs it alone. */
  readonly title: string;
  /** The folder that findings are stored below; null to store nothing. */
  readonly folder: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The failure of a result, the gravest first. */
export function failureOf(result: SuiteResult, context: FailureContext): Failure | null {
  const style: StoryStyle = { paint: createPaint(false), symbols: chooseSymbols(context.environment) };
  const [divergence] = result.divergences;
  if (divergence !== undefined) return { code: 'nondeterministic', story: divergenceLines(divergence, style) };
  const [sighting] = result.findings;
  if (sighting !== undefined) return { code: 'violated', story: violationStory(result, sighting, context, style) };
  if (result.inconclusive !== null) {
    const { seed, sentence } = result.inconclusive;
    return { code: 'inconclusive', story: `inconclusive: ${sentence}\n\n  ${replayLine(seed, context.title)}` };
  }
  if (result.goalsMissed.length > 0) {
    const goals = result.goalsMissed.join(', ');
    return {
      code: 'inconclusive',
      story: `inconclusive: ${plural(result.worlds, 'world')} held, and none of them reached: ${goals}.\nA goal that is never reached means that these worlds do not test what they are meant to: run more worlds or change the scenario.`,
    };
  }
  return null;
}

/** Why a kept world's test fails; null when the world shows what it must. */
export function regressionFailure(result: RegressionResult, context: FailureContext): Failure | null {
  const { regression, verdict, sentence, outcome } = result;
  if (verdict === 'as-expected') return null;
  const { violation, events, choices, trace } = outcome;
  if (violation === null) {
    const code = verdict === 'stale' || verdict === 'inconclusive' ? verdict : 'gone';
    return { code, story: `${verdict}: ${sentence}` };
  }
  const style: StoryStyle = { paint: createPaint(false), symbols: chooseSymbols(context.environment) };
  const foundBy = `Kept world ${regression.name} of ${regression.world.suite}, seed ${regression.world.seed}.`;
  const commands = [['again', `npx vitest run -t "${context.title}"`]] as const;
  return { code: 'violated', story: tellStory({ violation, trace: trace ?? [], events, choices, foundBy, commands }, style) };
}

function violationStory(result: SuiteResult, sighting: RecordedSighting, context: FailureContext, style: StoryStyle): string {
  const trace = (sighting.explanation?.recorded ?? sighting.recorded).trace ?? [];
  const foundBy = `Found by ${result.suite}, seed ${sighting.outcome.world.seed}, world ${formatCount(sighting.index + 1)} of ${formatCount(result.worlds)}.`;
  const finding = findingOf(sighting.fingerprint.slice(0, ID_LENGTH_MIN), result, sighting);
  const { violation, events, choices, blame, shrunk, decidedAt, configuration } = finding;
  const { world, hash } = finding;
  // A token with a tape is too long for a message; "manyworlds show <id> --token" has it.
  const token = encodeToken({ world, hash, property: violation.property });
  const replay = ['replay', replayLine(sighting.outcome.world.seed, context.title)] as const;
  const story = (stored: Finding | null): string => {
    const commands = [
      replay,
      ...(stored === null ? [] : ([['or', `npx manyworlds replay ${stored.id}`]] as const)),
      ['token', token] as const,
    ];
    return tellStory({ violation, trace, events, choices, foundBy, commands, blame, shrunk, decidedAt, configuration }, style);
  };
  return story(store(finding, sighting, context.folder, story));
}

/** Stores the finding where it can; a test does not fail differently because a folder is read-only. */
function store(finding: Finding, sighting: RecordedSighting, folder: string | null, story: (stored: Finding) => string): Finding | null {
  if (folder === null) return null;
  try {
    const target = `${folder}/${STORE_FOLDER}`;
    openStore(target);
    const stored = { ...finding, id: idFor(target, sighting.fingerprint) };
    writeFinding(target, stored, (sighting.explanation?.recorded ?? sighting.recorded).trace ?? [], `${story(stored)}\n`);
    return stored;
  } catch {
    return null;
  }
}

function replayLine(seed: string, title: string): string {
  return `MANYWORLDS_SEED=${seed} MANYWORLDS_WORLDS=1 npx vitest run -t "${truncate(title, 40, '').replaceAll('"', '.')}"`;
}
