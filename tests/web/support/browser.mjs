// Debian's Chromium, and the problems that no page may have.
import { chromium } from 'playwright-core';

let launched;

/** The browser of this test file. */
async function browser() {
  launched ??= chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    chromiumSandbox: process.getuid() !== 0,
  });
  return launched;
}

/** Closes the browser, if it was started. */
export async function closeBrowser() {
  await (await launched)?.close();
}

// Runs in each page before anything else does.
function watchPage() {
  document.addEventListener('securitypolicyviolation', (event) => globalThis.reportProblem(
    `Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
}

// Chromium's message when the user leaves a chat before its socket is open.
const leftEarly = /WebSocket is closed before the connection is established/;

/**
 * Opens a browser context, which is a profile of its own. `origin` is that of the bridge. `problems`
 * lists the faults in any of its pages: errors on the console, exceptions, violations of the
 * Content-Security-Policy, dialogs, popups, downloads, and requests to other origins. `expected` are
 * patterns of problems that the test itself causes; `fixedTime` stops the clock of its pages at this time.
 */
export async function openContext(origin, { expected = [], fixedTime, ...options } = {}) {
  const context = await (await browser()).newContext({
    viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options,
  });
  const problems = [];
  const report = (problem) => {
    if (![leftEarly, ...expected].some((pattern) => pattern.test(problem))) problems.push(problem);
  };
  context.setDefaultTimeout(15_000);
  await context.exposeBinding('reportProblem', (source, problem) => report(problem));
  await context.addInitScript(watchPage);
  if (fixedTime) await context.clock.setFixedTime(fixedTime);
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin) report(`request to ${request.url()}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      report(`console: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => report(`exception: ${error.error().stack}`));
  context.on('dialog', (dialog) => {
    report(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('page', (page) => {
    page.on('popup', (popup) => report(`popup: ${popup.url()}`));
    page.on('crash', () => report('the page crashed'));
    page.on('download', (download) => report(`download: ${download.url()}`));
  });
  return { context, problems };
}

/** The problems that are expected when the test breaks the network. */
export const brokenNetwork = [/^console: (WebSocket connection to|Failed to load resource)/];
