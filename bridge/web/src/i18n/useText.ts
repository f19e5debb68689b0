import { useMemo, useSyncExternalStore } from "react";

import { formatsIn, type Formats } from "./formats";
import { languageChoice, type Language } from "./language";
import { textsIn, type TextOf } from "./text";

/** The language of the page, and how to choose another; the choice is remembered. */
export function useLanguage(): [Language, (language: Language) => void] {
  const language = useSyncExternalStore(languageChoice.subscribe, languageChoice.current);
  return [language, languageChoice.choose];
}

/** The texts in the language of the page: `const text = useText(); text("badge.ai_typing")`. */
export function useText(): TextOf {
  const [language] = useLanguage();
  return useMemo(() => textsIn(language), [language]);
}

/** The formats of the language of the page. */
export function useFormats(): Formats {
  const [language] = useLanguage();
  return useMemo(() => formatsIn(language), [language]);
}
