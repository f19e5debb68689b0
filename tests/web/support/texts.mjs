// The texts of the page, from its own catalogues.
import { readFileSync } from 'node:fs';

import { inRepository } from './programs.mjs';

export const languages = ['pt-BR', 'en'];

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function patternOf(text, values) {
  return text.split(/\{(\w+)\}/).map((part, i) => {
    if (i % 2 === 0) return escaped(part);
    return part in values ? escaped(String(values[part])) : '.*?';
  }).join('');
}

/**
 * The texts of a language by key, as patterns for a whole text, or with `part` for a part of one.
 * Placeholders match any value unless one is given; singular and plural both match.
 */
export function textsOf(language) {
  const catalogue = JSON.parse(
    readFileSync(inRepository(`bridge/web/src/i18n/${language}.json`), 'utf8'));
  return (key, values = {}, { part = false } = {}) => {
    const forms = ['', '.one', '.other'].flatMap((form) => catalogue[key + form] ?? []);
    if (forms.length === 0) throw new Error(`the page has no text ${key} in ${language}`);
    const pattern = `(?:${forms.map((form) => patternOf(form, values)).join('|')})`;
    return new RegExp(part ? pattern : `^${pattern}$`, 's');
  };
}
