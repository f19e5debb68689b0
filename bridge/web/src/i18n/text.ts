import en from "./en.json";
import type { Language } from "./language";
import ptBR from "./pt-BR.json";

type NameOf<Key> = Key extends `${infer Name}.one` | `${infer Name}.other` ? Name : Key;

/**
 * The name of a text. One whose wording depends on a number stands in the catalogues as `….one` and
 * `….other`, and is named without that ending.
 */
export type TextKey = NameOf<keyof typeof en>;
/**
 * The values for `{name}` in a text; `count` also chooses between `….one` and `….other`.
 */
export type TextValues = Readonly<Record<string, string | number>>;
/** Gives a text in the language of the page. */
export type TextOf = (key: TextKey, values?: TextValues) => string;

type Catalogue = Readonly<Record<string, string>>;

/** All texts, by language. */
export const catalogues: Readonly<Record<Language, Catalogue>> = { en, "pt-BR": ptBR };

/** Whether there is a text of that name. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(en, key) || Object.hasOwn(en, `${key}.other`);
}

/** The texts of a catalogue, with numbers as the language writes them. */
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
