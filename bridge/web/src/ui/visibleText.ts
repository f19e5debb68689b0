// All but what belongs to an emoji: a joiner, and the selector of its colours or of its frame.
const unseen =
  /(?<!\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d|(?<!\p{Extended_Pictographic})\ufe0f(?!\u20e3)|(?!\u200d|\ufe0f)\p{Default_Ignorable_Code_Point}|\p{Bidi_Control}/gu;

function spelled(character: string): string {
  const number = character.codePointAt(0) ?? 0;
  return `\u27e8U+${number.toString(16).toUpperCase().padStart(4, "0")}\u27e9`;
}

/**
 * The text with characters spelled out that are not seen, or that turn the order of others: what a
 * person decides on cannot pass for something else.
 */
export function visibleText(text: string): string {
  return text.replace(unseen, spelled);
}
