// Only the bridge receives the token, no program on another port.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';

import { Chat } from './support/chat.mjs';
import { play } from './support/play.mjs';

const storageKey = 'mcp-bridge.token';

/** A program of another user of this machine: it serves a page, and records the requests. */
async function otherPort() {
  const requests = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const next = request.url === '/bounce' ? '<script>location = "/steal"</script>' : '';
    response.setHeader('Content-Type', 'text/html').end(`${next}<p>${request.url}</p>`);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const seen = () => requests.map(({ url, rawHeaders }) => `${url} ${rawHeaders}`).join('\n');
  return { url: `http://127.0.0.1:${server.address().port}`, seen, stop: () => server.close() };
}

const elsewhere = [/^request to http:\/\/(evil\.example|127\.0\.0\.1:\d+)\//];

play('a program on another port receives no credential', {}, async (stage) => {
  const other = await otherPort();
  try {
    const page = await stage.open('/', { expected: elsewhere });
    await new Chat(page).connected();
    const context = page.context();
    assert.deepEqual(await context.cookies(), []);
    await context.route('http://evil.example/', (route) => route.fulfill({
      contentType: 'text/html', body: `<script>location = "${other.url}/bounce"</script>`,
    }));
    const evil = await context.newPage();
    await evil.goto('http://evil.example/');
    await evil.getByText('/steal').waitFor();
    assert.equal(await evil.evaluate((key) => localStorage.getItem(key), storageKey), null);
    await page.evaluate((url) => location.assign(url), `${other.url}/left`);
    await page.getByText('/left').waitFor();
    assert.match(other.seen(), /\/bounce [^]*\/steal [^]*\/left /);
    const secret = new RegExp(`cookie,|referer,${stage.url}|${stage.bridge.token}`, 'i');
    assert.doesNotMatch(other.seen(), secret);
  } finally {
    other.stop();
  }
});

for (const [kind, mark] of [['the printed', '/#token='], ['an old', '/?token=']]) {
  play(`${kind} address opens the page, also in new tabs, and is cleaned`, {}, async (stage) => {
    const page = await stage.open('/nowhere', { token: null, expected: [/401/] });
    await page.goto(stage.url + mark + stage.bridge.token);
    await new Chat(page).connected();
    assert.equal(page.url(), `${stage.url}/`);
    const tab = await page.context().newPage();
    await tab.goto(`${stage.url}/`);
    await new Chat(tab).connected();
  });
}

play('a page without the token asks for it, and opens where it is', {}, async (stage) => {
  const page = await stage.open('/usage', { token: null, expected: [/401/] });
  const chat = new Chat(page);
  const field = page.getByLabel(chat.text('access.token'));
  await chat.saying('error.unauthorized').waitFor();
  await field.fill('a-wrong-token-of-someone');
  await chat.button('access.open').click();
  await chat.saying('error.unauthorized').waitFor();
  await field.fill(`${stage.url}/#token=${stage.bridge.token}`);
  await chat.button('access.open').click();
  await chat.by('heading', 'nav.usage').waitFor();
});

play('a link with a wrong token takes nothing away', {}, async (stage) => {
  const page = await stage.open('/', { expected: [/401/] });
  await new Chat(page).connected();
  await page.goto('about:blank');
  await page.goto(`${stage.url}/#token=a-wrong-token-of-someone`);
  await new Chat(page).connected();
  assert.equal(page.url(), `${stage.url}/`);
});

play('a tab that was refused opens when another tab has the token', {}, async (stage) => {
  const page = await stage.open('/', { token: null, expected: [/401/] });
  await new Chat(page).saying('error.unauthorized').waitFor();
  const tab = await page.context().newPage();
  await tab.goto(stage.bridge.address());
  await new Chat(tab).connected();
  await new Chat(page).connected();
});
