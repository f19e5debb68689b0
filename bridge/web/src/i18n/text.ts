import en from "./en.json";
import type { Language } from "./language";
import ptBR from "./pt-BR.json";

type NameOf<Key> = Key extends `${infer Name}.one` | `${infer Name}.other` ? Name : Key;

/**
 * The key of a text. A text that depends on a number has two entries in the catalogues, `….one` and
 * `….other`; its key has no such ending.
 */
export type TextKey = NameOf<keyof typeof en>;
/**
 * The values for `{name}` in a text; `count` also chooses between `….one` and `….other`.
 */
export type TextValues = Readonly<Record<string, string | number>>;
/** Returns a text in the language of the page. */
export type TextOf = (key: TextKey, values?: TextValues) => string;

type Catalogue = Readonly<Record<string, string>>;

/** All texts, by language. */
export const catalogues: Readonly<Record<Language, Catalogue>> = { en, "pt-BR": ptBR };

/** Whether there is a text with that key. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(en, key) || Object.hasOwn(en, `${key}.other`);
}

/** The texts of a catalogue, with numbers in the format of the language. */
export function textsFrom(
  catalogue: Catalogue,
  language: Language,
): (key: string, values?: TextValues) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const written = (value: string | number) =>
    typeof value === "number" ? numbers.format(value) : value;
  return (key, values = {}) => {
    const form = rules.select(Number(values["count"] ?? 0));
    const text = catalogue[key] ?? catalogue[`${key}.${form}`] ?? catalogue[`${key}.other`] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => written(values[name] ?? whole));
  };
}

/** The texts of a language. */
export function textsIn(language: Language): TextOf {
  return textsFrom(catalogues[language], language);
}
