// All but what belongs to an emoji: a joiner, and the selector of its colours or of its frame.
const unseen =
  /(?<!\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d|(?<!\p{Extended_Pictographic})\ufe0f(?!\u20e3)|(?!\u200d|\ufe0f)\p{Default_Ignorable_Code_Point}|\p{Bidi_Control}|(?![\t\n\r])\p{Cc}/gu;

// Embeddings, overrides and isolates turn the order of what they enclose; marks such as U+200F, and
// joiners, belong to the spelling of Arabic, Hebrew and Persian.
const turning = /[\u202a-\u202e\u2066-\u2069]|(?![\t\n\r])\p{Cc}/gu;

function spelled(character: string): string {
  const number = character.codePointAt(0) ?? 0;
  return `\u27e8U+${number.toString(16).toUpperCase().padStart(4, "0")}\u27e9`;
}

/**
 * The text with characters spelled out that are not seen, that turn the order of others, or that
 * control a terminal: what a person decides on, and a name, cannot pass for something else.
 */
export function visibleText(text: string): string {
  return text.replace(unseen, spelled);
}

/** The same for a running text, in which characters that only join or mark letters stay. */
export function visibleControls(text: string): string {
  return text.replace(turning, spelled);
}
