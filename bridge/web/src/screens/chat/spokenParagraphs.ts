import type { AssistantItem, ChatItem, ChatState } from "@/chat/model";

export interface SpokenWords {
  question: (tool: string) => string;
  elicitation: string;
  error: (code: string) => string;
}

// Removes Markdown marks.
function plain(text: string): string {
  return text
    .replace(/[*_`#>|~]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function textOf(item: AssistantItem): string {
  return item.blocks.flatMap((block) => (block.kind === "text" ? [block.text] : [])).join("\n\n");
}

/** Finds the new texts to announce since the last call: whole paragraphs, questions and errors. */
export class SpokenParagraphs {
  readonly #said = new Map<string, number>();
  #known = false;

  read(state: ChatState, words: SpokenWords): string[] {
    if (state.epoch === "") return [];
    const parts = [
      ...state.items.flatMap((item) => this.#itemParts(item, words)),
      ...this.#questionParts(state, words),
    ];
    // Messages from before the page was opened are not announced.
    const first = !this.#known;
    this.#known = true;
    return first ? [] : parts.filter((part) => part !== "");
  }

  #itemParts(item: ChatItem, words: SpokenWords): string[] {
    if (item.kind === "assistant") return this.#textParts(item);
    return item.kind === "notice" && this.#isNew(item.key) ? [words.error(item.code)] : [];
  }

  #textParts(item: AssistantItem): string[] {
    const text = textOf(item);
    const from = this.#said.get(item.key) ?? 0;
    const end = item.status === "open" ? text.lastIndexOf("\n\n") : text.length;
    if (end <= from) return [];
    this.#said.set(item.key, end);
    return text
      .slice(from, end)
      .split(/\n{2,}/)
      .map(plain);
  }

  #questionParts({ pending, toolCalls }: ChatState, words: SpokenWords): string[] {
    return pending.flatMap((question) => {
      if (question.kind === "elicitation")
        return this.#isNew(question.id) ? [words.elicitation] : [];
      const call = toolCalls[question.toolUseId];
      return call && this.#isNew(call.id)
        ? [words.question(call.title ?? call.name ?? call.apiName)]
        : [];
    });
  }

  #isNew(key: string): boolean {
    if (this.#said.has(key)) return false;
    this.#said.set(key, 0);
    return true;
  }
}
