// A user who has only a keyboard.
import { eventually } from './eventually.mjs';

// Runs in the page: the focused element, and whether the focus is visible. A whole view needs no outline.
function look() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const framed = (each) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
  };
  const marked = element.matches('[data-highlighted], main') || element.closest('[cmdk-root]') !== null;
  const seen = framed(element) || framed(element.parentElement) || marked;
  const { x, y, width, height } = element.getBoundingClientRect();
  const inside = x + width > 0 && y + height > 0 && x < innerWidth && y < innerHeight;
  return { html: element.outerHTML.slice(0, 160), seen, inside };
}

export class Keyboard {
  constructor(page) {
    this.page = page;
  }

  /** Fails when no element has the focus, or it is not visible. Waits for animations. */
  async expectFocus() {
    let focus;
    await eventually(() => `a focus that is seen, not ${JSON.stringify(focus)}`, async () => {
      focus = await this.page.evaluate(look);
      return focus?.seen && focus.inside;
    });
  }

  async press(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.expectFocus();
    }
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  /** Presses Tab, or `key`, until `locator` has the focus. */
  async to(locator, key = 'Tab') {
    for (let i = 0; i < 60; ++i) {
      if (await locator.evaluate((each) => each === document.activeElement)) return;
      await this.press(key);
    }
    throw new Error(`no way there by ${key}: ${locator}`);
  }
}
