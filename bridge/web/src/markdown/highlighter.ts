import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cmake from "highlight.js/lib/languages/cmake";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import makefile from "highlight.js/lib/languages/makefile";
import markdown from "highlight.js/lib/languages/markdown";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

const languages = {
  bash,
  c,
  cmake,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  javascript,
  json,
  kotlin,
  makefile,
  markdown,
  php,
  python,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};

for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** A text, or a group with the scope of its highlighting. */
export type Highlighted = string | { scope?: string; children: Highlighted[] };

/** Maximum nesting of elements; the limit of browsers is 512. */
const mostLevels = 100;

function isDeeperThan(levels: number, pieces: readonly Highlighted[]): boolean {
  if (levels === 0) return pieces.length > 0;
  return pieces.some((each) => typeof each !== "string" && isDeeperThan(levels - 1, each.children));
}

// highlight.js builds a tree, then HTML from it; the page uses the tree.
interface WithTree {
  _emitter: { rootNode: { children: Highlighted[] } };
}

/** Highlights code; null: the language is unknown, or the tree is nested too deep. */
export function highlight(code: string, language: string): Highlighted[] | null {
  if (!hljs.getLanguage(language)) return null;
  const result = hljs.highlight(code, { language, ignoreIllegals: true });
  const pieces = (result as unknown as WithTree)._emitter.rootNode.children;
  return isDeeperThan(mostLevels, pieces) ? null : pieces;
}
