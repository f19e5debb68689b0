export interface DiffLine {
  kind: "same" | "added" | "removed" | "hunk" | "note";
  text: string;
  /** Line numbers in the old and the new file; null: the line is not in that file. */
  before: number | null;
  after: number | null;
}

const hunkHeader = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** The lines of a unified diff, without the file names. */
export function linesOfDiff(unified: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let before = 0;
  let after = 0;
  let inHunk = false;
  for (const line of unified.replace(/\n$/, "").split("\n")) {
    const header = hunkHeader.exec(line);
    if (header) {
      before = Number(header[1]);
      after = Number(header[2]);
      inHunk = true;
      lines.push({ kind: "hunk", text: line, before: null, after: null });
      continue;
    }
    if (!inHunk) continue;
    const text = line.slice(1);
    if (line.startsWith("+")) lines.push({ kind: "added", text, before: null, after: after++ });
    else if (line.startsWith("-"))
      lines.push({ kind: "removed", text, before: before++, after: null });
    else if (line.startsWith("\\"))
      lines.push({ kind: "note", text: text.trim(), before: null, after: null });
    else lines.push({ kind: "same", text, before: before++, after: after++ });
  }
  return lines;
}
