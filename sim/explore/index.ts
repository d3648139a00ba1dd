/** From a suite to one world and to many. */
export { listenToConsole, muteWorlds, quietly, sendConsoleToErrors, writeResult } from './console.ts';
export { firstDifference, type Divergence, type RunWorld } from './divergence.ts';
export { EXIT, type ExitCode } from './exit-codes.ts';
export { findExhibit } from './exhibit.ts';
export { explore, FINDINGS_MAX, type ExploreRequest, type Progress, type RecordedSighting, type SuiteResult } from './explore.ts';
export { exploreQuietly } from './explore-quietly.ts';
export { findingOf, type Finding } from './finding.ts';
export { fingerprint, ID_LENGTH_MIN } from './fingerprint.ts';
export { GOAL_WORLDS } from './goals.ts';
export { InternalError, PROPERTY_FAILED } from './internal-error.ts';
export type { Chunk, Lane, WorldResult } from './lane.ts';
export { isCalled, JUDGE_SETTING, judgedProperties } from './judged.ts';
export { closeLanes, laneCount, openLanes } from './lanes.ts';
export { defineConfig, findConfiguration, loadConfiguration, requireConfiguration } from './load-configuration.ts';
export { localLane } from './local-lane.ts';
export {
  checkMatrix,
  suitesOfMatrix,
  type Matrix,
  type MatrixAbstention,
  type MatrixExhibit,
  type MatrixNote,
  type MatrixRow,
  type Shown,
} from './matrix.ts';
export type { WorldName, WorldOutcome } from './outcome.ts';
export { ensurePrepared } from './preparation.ts';
export { recordTape } from './record-tape.ts';
export {
  checkProperty,
  checkRegressionName,
  momentOf,
  readRegression,
  regressionOf,
  type Expectation,
  type Regression,
} from './regression.ts';
export {
  chooseRegressions,
  readRegressionFile,
  regressionFiles,
  regressionName,
  regressionsFolder,
  writeRegression,
} from './regression-files.ts';
export { runRegression, worstOf, type RegressionResult } from './regression-run.ts';
export { replay, resolveSubject, suiteOf, tapeOf, type Replay, type ReplaySubject } from './replay.ts';
export { inAnotherOrder } from './reenact.ts';
export { findRefutation, shownBy, type RefutedCell } from './refutation.ts';
export { exploreRow, type Refutation, type RowCell, type RowProgress, type RowRequest, type RowResult } from './row.ts';
export { runWorld, type RunWorldOptions } from './run-world.ts';
export type { Tape, TapeMatch } from './tape.ts';
export { parseSeed, randomSeed, seedOfWorld } from './seeds.ts';
export { checkKeys, parseAssignment, readSetting, settingsFor, type Assignment } from './settings.ts';
export {
  damagedFindings,
  findById,
  findByPath,
  idFor,
  listFindings,
  openStore,
  readTrace,
  STORE_FOLDER,
  writeFinding,
  type StoredFinding,
} from './store.ts';
export {
  defineSuite,
  type Configuration,
  type ScenarioPart,
  type Scenarios,
  type SettingDefinition,
  type Shrinking,
  type Settings,
  type Suite,
  type SuiteDefinition,
} from './suite.ts';
export type { Inconclusive, Sighting } from './tally.ts';
export { matchWords } from './taped-world.ts';
export { decodeToken, encodeToken, looksLikeToken, type Token } from './token.ts';
export { SUITE_THREW } from './suite-failed.ts';
export { UsageError } from './usage-error.ts';
export { verdict } from './verdict.ts';
