/**
 * Exploring for people. What the explored worlds print may be heard; the many worlds that are run afterwards to record, shrink and examine
 * what was found say the same again and again, and nobody asked for them.
 */
import { muteWorlds, quietly } from './console.ts';
import { explore, type ExploreRequest, type SuiteResult } from './explore.ts';

/** `explore`, and of its worlds only the explored ones are heard. */
export async function exploreQuietly(request: ExploreRequest): Promise<SuiteResult> {
  let loud: (() => void) | null = null;
  try {
    return await explore({
      ...request,
      run: (suite, options) => quietly(() => request.run(suite, options)),
      onExplain: (property) => {
        loud ??= muteWorlds();
        request.onExplain?.(property);
      },
    });
  } finally {
    (loud as (() => void) | null)?.();
  }
}
