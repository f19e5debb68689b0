// What several scenes do.
import { eventually } from './eventually.mjs';
import { inventory, script } from './scene_answers.mjs';

/** Writes the files that the model is asked about, and asks. */
export async function ask(chat, text) {
  chat.stage.bridge.write('server.mjs', script);
  chat.stage.bridge.write('inventory.mjs', inventory);
  await chat.send(text);
}

/** Allows the first of the tools that wait. */
export async function allow(chat) {
  const button = chat.button('approval.allow_once').first();
  // Playwright scrolls while it waits for that.
  await eventually('a button that can be pressed', () => button.isEnabled());
  await button.click();
}

/** What most scenes ask for. */
export const changePort = 'Let the server take its port from the environment.';

/** Opens the page again with what the bridge tells changed by `change`, a function of a frame. */
export async function retold(chat, change) {
  await chat.page.routeWebSocket(/\/ws/, (socket) => {
    const bridge = socket.connectToServer();
    bridge.onMessage((message) => {
      const frame = JSON.parse(message);
      change(frame);
      socket.send(JSON.stringify(frame));
    });
  });
  await chat.page.reload();
  await chat.composer.waitFor();
}
