// Takes pictures of the page: screenshots.mjs readme|all DIR [NAME...]. `readme`: the two of the
// project's README; `all`: every scene in light, dark and on a phone, or only the named ones.
// MCP_BIN, MCP_WEB_ROOT and CHROMIUM as for the tests; MCP_WEB_LANGUAGE: en (the default) or pt-BR.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { brokenNetwork, closeBrowser } from './support/browser.mjs';
import { Chat } from './support/chat.mjs';
import { inTime } from './support/in_time.mjs';
import { rawChat } from './support/raw_chat.mjs';
import { sceneAnswers, scenes } from './support/scenes.mjs';
import { Stage } from './support/stage.mjs';

const wide = { viewport: { width: 1280, height: 800 } };
const variants = {
  light: { ...wide, colorScheme: 'light' },
  dark: { ...wide, colorScheme: 'dark' },
  readme: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};
const language = process.env.MCP_WEB_LANGUAGE ?? 'en';
const readmeNames = ['approval', 'writing'];
// The existing chats, the latest last.
const readmeChats = [
  'Names for a small web server', 'What does std::launder do?', 'Rename the images by their date',
  'Which tests are slow, and why?', 'Release notes for version 0.1',
];
// The same in every run.
const now = new Date('2026-11-20T14:32:00Z');

async function takePicture(name, variant, file, before = []) {
  const { set = {}, path = '/', lead } = scenes[name];
  const stage = new Stage();
  try {
    await stage.set({ answers: sceneAnswers, ...set });
    const page = await stage.open(path, {
      ...variants[variant], locale: language, timezoneId: 'UTC', expected: brokenNetwork,
      fixedTime: now,
    });
    if (before.length > 0) {
      for (const text of before) await rawChat(page, [text]);
      await page.reload();
    }
    const chat = new Chat(page, language);
    chat.stage = stage;
    await inTime(lead(chat));
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
    console.log(file);
  } finally {
    await stage.clear();
  }
}

async function takeAll(directory, names) {
  for (const name of names) {
    for (const variant of ['light', 'dark', 'phone']) {
      if (scenes[name].wide === false && variant !== 'phone') continue;
      await takePicture(name, variant, join(directory, `${name}-${variant}.png`)).catch((error) => {
        console.error(`screenshots: no ${name}-${variant}: ${error.message}`);
        process.exitCode = 1;
      });
    }
  }
}

const [which, directory, ...names] = process.argv.slice(2);
if (!['readme', 'all'].includes(which) || !directory) {
  console.error('screenshots: say readme or all, and a directory');
  process.exit(2);
}
const unknown = names.filter((name) => !(name in scenes));
if (unknown.length > 0) {
  console.error(`screenshots: no scene ${unknown.join(', ')}; there are ${Object.keys(scenes).join(', ')}`);
  process.exit(2);
}
mkdirSync(directory, { recursive: true });
if (which === 'readme') {
  for (const name of readmeNames) {
    await takePicture(name, 'readme', join(directory, `${name}.png`), readmeChats);
  }
} else {
  await takeAll(directory, names.length > 0 ? names : Object.keys(scenes));
}
await closeBrowser();
