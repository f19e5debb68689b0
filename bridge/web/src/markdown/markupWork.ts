import type { Token } from "marked";

import { highlight, type Highlighted } from "./highlighter";
import { lexBlocks } from "./lexBlocks";

/** The results of jobs on foreign texts, by kind. */
export interface MarkupAnswers {
  lex: Token[];
  /** Null: the code is not highlighted. */
  highlight: Highlighted[] | null;
}

export type MarkupJob =
  | { kind: "lex"; text: string }
  | { kind: "highlight"; text: string; language: string };

/** Runs a job; this may take any time. */
export function doMarkupJob(job: MarkupJob): MarkupAnswers[MarkupJob["kind"]] {
  return job.kind === "lex" ? lexBlocks(job.text).tokens : highlight(job.text, job.language);
}
