// Invisible and control characters, except joiners and variation selectors within emoji.
const unseen =
  /(?<!\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d|(?<!\p{Extended_Pictographic})\ufe0f(?!\u20e3)|(?!\u200d|\ufe0f)\p{Default_Ignorable_Code_Point}|\p{Bidi_Control}|(?![\t\n\r])\p{Cc}/gu;

// Embeddings, overrides and isolates change the order of the enclosed text. Marks such as U+200F, and
// joiners, stay, because Arabic, Hebrew and Persian use them.
const turning = /[\u202a-\u202e\u2066-\u2069]|(?![\t\n\r])\p{Cc}/gu;

function spelled(character: string): string {
  const number = character.codePointAt(0) ?? 0;
  return `\u27e8U+${number.toString(16).toUpperCase().padStart(4, "0")}\u27e9`;
}

/**
 * Spells out characters that are invisible, change the order of text or control a terminal, so that
 * names, and texts that the user decides on, cannot look like something else.
 */
export function visibleText(text: string): string {
  return text.replace(unseen, spelled);
}

/** The same for continuous text, in which characters that only join or mark letters stay. */
export function visibleControls(text: string): string {
  return text.replace(turning, spelled);
}
