// The page as a person uses it: elements are found by role and name.
import { eventually } from './eventually.mjs';
import { textsOf } from './texts.mjs';

// Runs in the page: the text of the messages, without times and without the cards of tools.
function readMessages(articles) {
  return articles.map((article) => {
    const copy = article.cloneNode(true);
    copy.querySelectorAll('footer, [data-tool-use]').forEach((part) => part.remove());
    return copy.textContent.trim();
  });
}

export class Chat {
  constructor(page, language = 'en') {
    this.page = page;
    this.text = textsOf(language);
  }

  /** A pattern for a text of the catalogue within another one. */
  words(key, values) {
    return this.text(key, values, { part: true });
  }
  /** An element by its role and the key of its name. */
  by(role, key, values) {
    return this.page.getByRole(role, { name: this.text(key, values) });
  }
  button(key, values) {
    return this.by('button', key, values);
  }
  /** An entry of a menu, whose name may end with a hint. */
  menuItem(key, values) {
    return this.page.getByRole('menuitem', { name: this.words(key, values) });
  }
  /** The elements with a text of the catalogue. */
  saying(key, values) {
    return this.page.getByText(this.words(key, values)).first();
  }

  get composer() {
    return this.by('textbox', 'composer.label');
  }
  get conversation() {
    return this.by('region', 'chat.conversation');
  }
  get articles() {
    return this.by('feed', 'chat.messages').getByRole('article');
  }
  /** The approval of a tool, by the tool's name. */
  approval(tool) {
    return this.by('group', 'approval.title', { tool });
  }
  /** The line of a tool's card that expands and collapses it. */
  card(tool) {
    return this.conversation.getByRole('button', { name: new RegExp(`· ${tool}\\b`) });
  }

  /** Sends a message as soon as possible: during an answer the page does not send any. */
  async send(text) {
    await this.rests();
    await this.enter(text);
  }
  /** Writes a message and presses Enter, also during an answer. */
  async enter(text) {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }
  /** Waits for a text of the model. */
  async hears(text) {
    await this.articles.getByText(text).last().waitFor();
  }
  /** Waits until the answer has ended. */
  async rests() {
    await this.button('composer.send').waitFor();
  }
  /** The texts of the messages that are in the document. */
  said() {
    return this.articles.evaluateAll(readMessages);
  }
  /** Waits until the conversation has this text. */
  async connected() {
    await this.by('img', 'connection.open').waitFor();
  }
  /** The number of the last event that the page has received. */
  async seq() {
    return +(await this.page.locator('[data-seq]').getAttribute('data-seq'));
  }

  /** Waits until the file has this content. */
  static async fileIs(bridge, path, content) {
    await eventually(`${path} as it should be`,
      () => bridge.has(path) && bridge.contentOf(path) === content);
  }
}
