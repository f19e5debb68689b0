// The violations that axe-core finds in a page.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// Runs in the page. Menus and tooltips belong to the element that opened them, but are outside the
// landmarks in the document.
async function examine(counted) {
  const { violations } = await globalThis.axe.run(
    document, { resultTypes: ['violations'], preload: false, elementRef: true });
  const belongsElsewhere = (rule, element) =>
    rule === 'region' && element.matches('[data-radix-popper-content-wrapper]');
  return violations.filter(({ impact }) => counted.includes(impact)).flatMap(
    ({ id, impact, nodes }) => nodes.filter(({ element }) => !belongsElsewhere(id, element)).map(
      ({ html, any }) => `${id} (${impact}): ${html.slice(0, 200)} ${any[0]?.message ?? ''}`));
}

/** The serious violations, each as a line that names the rule and the element. */
export async function violationsOf(page) {
  await page.evaluate(source);
  return page.evaluate(examine, ['moderate', 'serious', 'critical']);
}
