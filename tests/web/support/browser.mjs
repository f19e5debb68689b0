// Debian's Chromium, and what must not happen in any page of it.
import { chromium } from 'playwright-core';

let launched;

/** The browser of this test file, which ends with it. */
async function browser() {
  launched ??= chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    chromiumSandbox: process.getuid() !== 0,
  });
  return launched;
}

/** Ends it, if it was begun. */
export async function closeBrowser() {
  await (await launched)?.close();
}

// Runs in each page before anything else does.
function watchPage() {
  document.addEventListener('securitypolicyviolation', (event) => globalThis.reportProblem(
    `Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
}

// What Chromium says when a person leaves a chat before its socket is open.
const leftEarly = /WebSocket is closed before the connection is established/;

/**
 * Opens a browser context, as a person with a profile of their own has it. `origin` is that of the
 * bridge. `problems` is what went wrong in any of its pages: errors on the console, exceptions,
 * violations of the Content-Security-Policy, dialogs, popups, downloads, and requests to elsewhere.
 * `expected` are patterns of problems that the test itself makes; `fixedTime` is what the clock of its
 * pages shows, for ever.
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

/** The problems of a network that the test breaks. */
export const brokenNetwork = [/^console: (WebSocket connection to|Failed to load resource)/];
