/** Colours and fonts of diagrams: light by default, dark where the reader prefers it, and nothing that has to be loaded. */

const SANS = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";
const MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

/** The style sheet of a diagram. */
export const svgStyle: string = `
.ground{fill:#ffffff}
text{font-family:${SANS};font-size:12px;fill:#1f2937}
.property{font-size:15px;font-weight:700;fill:#b91c1c}
.sentence{font-size:13px}
.host{font-size:12px;font-weight:600;text-anchor:middle}
.host-box{fill:#f3f4f6;stroke:#d1d5db}
.time{font-family:${MONO};font-size:11px;fill:#6b7280;text-anchor:end}
.later{font-size:10px;fill:#9ca3af;text-anchor:end;font-style:italic}
.words{font-family:${MONO};font-size:12px;fill:#6b7280}
.words.path{fill:#111827}
.words.fact{font-weight:700}
.words.fault{fill:#92400e}
.words.contradiction{fill:#b91c1c;font-weight:700}
.tag{font-size:11px;font-weight:700}
.tag.fault{fill:#92400e}
.tag.contradiction{fill:#b91c1c}
.note{fill:#4b5563}
.lane{stroke:#9ca3af;stroke-width:1.2}
.lane.gap{stroke-dasharray:2 4}
.trail{stroke:#2563eb;stroke-width:4;stroke-linecap:round;opacity:.35}
.leader{stroke:#e5e7eb;stroke-width:1}
.arrow{stroke:#9ca3af;stroke-width:1.3}
.arrow.path{stroke:#2563eb;stroke-width:2.4}
.head{fill:#9ca3af}
.head.path{fill:#2563eb}
.dot{fill:#6b7280;stroke:#ffffff;stroke-width:1.5}
.dot.path{fill:#2563eb}
.dot.fault,.dot.necessary{fill:#d97706}
.dot.contradiction{fill:#dc2626}
.cross{stroke:#dc2626;stroke-width:3;stroke-linecap:round}
.row-contradiction{fill:#fee2e2}
.band{fill:#fde68a;stroke:#d97706;stroke-width:1;opacity:.75}
.band.necessary{fill:#fbbf24;stroke:#b45309;stroke-width:1.6;opacity:.9}
.band-words{font-size:10px;fill:#92400e;text-anchor:middle;stroke:#ffffff;stroke-width:3px;paint-order:stroke}
@media (prefers-color-scheme: dark){
.ground{fill:#111827}
text{fill:#e5e7eb}
.host-box{fill:#1f2937;stroke:#4b5563}
.time,.words{fill:#9ca3af}
.words.path{fill:#f9fafb}
.words.fault,.tag.fault{fill:#fcd34d}
.property,.words.contradiction,.tag.contradiction{fill:#fca5a5}
.note{fill:#d1d5db}
.lane{stroke:#6b7280}
.leader{stroke:#1f2937}
.arrow{stroke:#6b7280}
.arrow.path,.trail{stroke:#60a5fa}
.head{fill:#6b7280}
.head.path,.dot.path{fill:#60a5fa}
.dot{stroke:#111827}
.row-contradiction{fill:#450a0a}
.band{fill:#92400e;stroke:#f59e0b}
.band.necessary{fill:#b45309;stroke:#fbbf24}
.band-words{fill:#fcd34d;stroke:#111827}
}`;
