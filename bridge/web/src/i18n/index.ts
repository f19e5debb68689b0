export { errorText } from "./errorText";
export { formatsIn, type Formats } from "./formats";
export { languageChoice, languages, preferredLanguage, type Language } from "./language";
export { isTextKey, textsIn, type TextKey, type TextOf, type TextValues } from "./text";
export { useCountdown } from "./useCountdown";
export { useErrorText, type ErrorWords } from "./useErrorText";
export { useFormats, useLanguage, useText } from "./useText";
