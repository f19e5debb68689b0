// What axe-core has against a page.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const counted = ['moderate', 'serious', 'critical'];

// A menu and a tooltip belong to what has opened them, and stand beside the landmarks in the document.
const belongsElsewhere = (rule, html) =>
  rule === 'region' && html.startsWith('<div data-radix-popper-content-wrapper');

/** The violations that matter, each as a line that names the rule and the elements. */
export async function violationsOf(page) {
  await page.evaluate(source);
  const { violations } = await page.evaluate(
    () => globalThis.axe.run(document, { resultTypes: ['violations'], preload: false }));
  return violations.filter(({ impact }) => counted.includes(impact)).flatMap(
    ({ id, impact, nodes }) => nodes.filter(({ html }) => !belongsElsewhere(id, html)).map(({ html, any }) =>
      `${id} (${impact}): ${html.slice(0, 200)} ${any[0]?.message ?? ''}`));
}
