import type { Token } from "marked";

import { highlight, type Highlighted } from "./highlighter";
import { lexBlocks } from "./lexBlocks";

/** What is done for a text that somebody else has written, by the kind of the work. */
export interface MarkupAnswers {
  lex: Token[];
  /** null: the program has no colours. */
  highlight: Highlighted[] | null;
}

export type MarkupJob =
  | { kind: "lex"; text: string }
  | { kind: "highlight"; text: string; language: string };

/** Does it. How long that takes nobody knows before. */
export function doMarkupJob(job: MarkupJob): MarkupAnswers[MarkupJob["kind"]] {
  return job.kind === "lex" ? lexBlocks(job.text).tokens : highlight(job.text, job.language);
}
