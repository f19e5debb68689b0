// Steps that several scenes share.
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
  // Playwright scrolls to the element while it waits for it.
  await eventually('a button that can be pressed', () => button.isEnabled());
  await button.click();
}

/** The message that most scenes send. */
export const changePort = 'Let the server take its port from the environment.';

/** Opens the page again; `change` is a function that changes each frame of the bridge. */
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
