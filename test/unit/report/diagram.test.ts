/** Space-time diagrams, as text pinned and as SVG held to what an SVG must be. */
import { describe, expect, it } from 'vitest';
import { asciiSymbols, createPaint, STORY_COLUMNS, svgDiagram, textDiagram, unicodeSymbols } from '../../../sim/report/index.ts';
import { blame, c7, event, trace, violation } from './double-scheduling.ts';

const plain = { paint: createPaint(false), symbols: unicodeSymbols };
const ascii = { paint: createPaint(false), symbols: asciiSymbols };

describe('a text diagram', () => {
  it('has a lane for each host, messages as arrows, faults as bands, and what was left out', () => {
    expect(textDiagram(trace, { violation, blame }, plain)).toMatchInlineSnapshot(`
      "            gateway-1 gateway-2 redis     worker-1  worker-3
        1.000s *  │━━━━━━━━━━━━━━━━━━▶│         │         │         EVALSHA commit c7 w1
        1.010s *  │         │         │━━━━━━━━▶│         │         message c7
                  ┊         ┊         ┊         ┊         ┊         0.189s later
        1.199s *  │         │         │         ●         │         paused for 700ms ← fault, necessary
                  ┊         ┊         ┊         ▒         ┊         0.303s later
        1.502s *  │         │         ●         ▒         │         redis lease of c7 expires
                  ┊         ┊         ┊         ▒         ┊         0.218s later
        1.720s *  │         │━━━━━━━━▶│         ▒         │         EVALSHA commit c7 w3 (sent 1.502s)
        1.731s *  │         │         │━━━━━━━━━━━━━━━━━━▶│         message c7
        1.731s *  │         │         │         ▒         ●         worker-3 starts c7
                  ┊         ┊         ┊         ▒         ┊         0.168s later
        1.899s *  │         │         │         ●         │         worker-1 resumes
        1.899s *  │         │         │         ✖         │         worker-1 starts c7 ← contradiction"
    `);
  });

  it('is the same in ASCII', () => {
    const text = textDiagram(trace, { violation, blame }, ascii);
    expect(text).toMatchInlineSnapshot(`
      "            gateway-1 gateway-2 redis     worker-1  worker-3
        1.000s *  |==================>|         |         |         EVALSHA commit c7 w1
        1.010s *  |         |         |========>|         |         message c7
                  :         :         :         :         :         0.189s later
        1.199s *  |         |         |         o         |         paused for 700ms <- fault, necessary
                  :         :         :         #         :         0.303s later
        1.502s *  |         |         o         #         |         redis lease of c7 expires
                  :         :         :         #         :         0.218s later
        1.720s *  |         |========>|         #         |         EVALSHA commit c7 w3 (sent 1.502s)
        1.731s *  |         |         |==================>|         message c7
        1.731s *  |         |         |         #         o         worker-3 starts c7
                  :         :         :         #         :         0.168s later
        1.899s *  |         |         |         o         |         worker-1 resumes
        1.899s *  |         |         |         x         |         worker-1 starts c7 <- contradiction"
    `);
    // eslint-disable-next-line no-control-regex
    expect(text).toMatch(/^[\u0000-\u007F]*$/);
  });

  it('stays within 100 columns with eight hosts and long names', () => {
    const long = 'a very long text that goes on '.repeat(10).trim();
    const hosts = Array.from({ length: 7 }, (_, index) => `quite-a-long-name-${index + 1}`);
    const facts = hosts.map((host, index) => ({ atMs: index * 300 + 1, host, text: long }));
    const busy = hosts.flatMap((host, index) => [
      event(2 * index + 1, 2 * index, index * 300, 'redis', 'deliver', `SET c7 ${long}`, { peer: host }),
      event(2 * index + 1, 2 * index, index * 300, 'redis', 'command', `SET c7 ${long}`, { peer: host, ...c7 }),
      event(2 * index + 2, 2 * index + 1, index * 300 + 1, host, 'note', `c7 ${long}`),
    ]);
    const text = textDiagram(busy, { violation: { ...violation, facts } }, plain);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(STORY_COLUMNS);
    for (const host of hosts) expect(text).toContain(host);
  });

  it('draws what goes round in circles once at its beginning and once at its end', () => {
    const set = { peer: 'worker-1', name: 'SET', ...c7 };
    const turns = Array.from({ length: 20 }, (_, index) => event(index + 1, index, index * 10, 'redis', 'command', 'SET c7 1', set));
    const text = textDiagram(turns, { violation: { ...violation, facts: [{ atMs: 500, host: 'redis', text: 'c7 is still set' }] } }, plain);
    expect(text).toMatchInlineSnapshot(`
      "            worker-1    redis
        0.000s    │──────────▶│           SET c7 1
                  ┊           ┊           0.190s later
        0.190s *  │━━━━━━━━━━▶│           SET c7 1 (turn 20)
                  ┊           ┊           0.310s later
        0.500s    │           ●           redis c7 is still set"
    `);
  });

  it('draws no more rows than it is told, the most telling ones', () => {
    const text = textDiagram(trace, { violation, blame, rows: 3 }, plain);
    expect(text).toContain('← fault, necessary');
    expect(text).toContain('← contradiction');
    expect(text.split('\n').filter((line) => /^ *\d+\.\d{3}s/.test(line))).toHaveLength(3);
  });
});

describe('an SVG diagram', () => {
  const picture = svgDiagram(trace, { violation, blame });

  it('is one document whose elements are closed, without scripts and without anything to load', () => {
    expect(openElements(picture)).toEqual([]);
    expect(picture).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(picture).not.toMatch(/<script|href=|url\(|@import|NaN|Infinity|undefined/);
  });

  it('names hosts, faults, the contradiction and what would be without the fault', () => {
    for (const word of ['worker-1</text>', 'redis</text>', 'paused for 700ms', '← fault, necessary', '← contradiction'])
      expect(picture).toContain(word);
    expect(picture).toContain('Without the pause 0 of 200 worlds fail.');
  });

  it('highlights the causal path and is legible in the dark', () => {
    expect(picture).toContain('class="arrow path"');
    expect(picture).toContain('class="band necessary"');
    expect(picture).toContain('prefers-color-scheme: dark');
  });

  it('escapes whatever a world may say', () => {
    const evil = `</text><script>alert("1")</script>&\u0000\uD800]]>'`;
    const told = trace.map((entry) =>
      entry.kind === 'note' ? { ...entry, text: `${entry.text} ${evil}`, host: `${entry.host}${evil}` } : entry,
    );
    const text = svgDiagram(told, { violation: { ...violation, sentence: evil, property: evil } });
    expect(openElements(text)).toEqual([]);
    expect(text).not.toContain('<script');
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000\uD800]/);
  });

  it('keeps rows apart, however close in time they are', () => {
    const heights = [...picture.matchAll(/class="time" x="\d+" y="([\d.]+)"/g)].map(([, height]) => Number(height));
    expect(heights.length).toBeGreaterThan(5);
    for (const [position, height] of heights.entries()) expect(height - (heights[position - 1] ?? 0)).toBeGreaterThanOrEqual(20);
  });

  it('shortens names that are wider than their lane, and tells them in full when one hovers', () => {
    const name = 'a-host-with-a-very-long-name';
    const renamed = (host: string): string => (host === 'worker-3' ? name : host);
    const told = trace.map((entry) => ({ ...entry, host: renamed(entry.host) }));
    const facts = violation.facts.map((fact) => ({ ...fact, host: renamed(fact.host) }));
    expect(svgDiagram(told, { violation: { ...violation, facts } })).toContain(`<title>${name}</title>a-host-with-…</text>`);
  });

  it('of a world without events is still a document', () => {
    expect(openElements(svgDiagram([], { violation }))).toEqual([]);
  });
});

/** The elements that are still open at the end; throws when one is closed that is not open. */
function openElements(document: string): readonly string[] {
  const open: string[] = [];
  for (const [, isEnd, name = '', isEmpty] of document.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (isEnd === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
    } else if (isEmpty !== '/') open.push(name);
  }
  return open;
}
