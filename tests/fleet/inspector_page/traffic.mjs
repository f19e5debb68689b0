// The requests that a browser sends for a page, including the preflight requests.

const lowerNames = (headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/**
 * Records the requests of a page from now on. `to(url)` are those to a URL, in the order in which they were sent, each
 * with `method` and `sent`, its headers; when the server has responded with `status` and `received`, its headers; and
 * with `refused`, the reason why the browser did not let the page have the response.
 */
export async function recordTraffic(page) {
  const session = await page.context().newCDPSession(page);
  const all = new Map();
  // The events of a request come in any order.
  const record = (id, values) => all.set(id, { ...all.get(id), ...values });
  const on = (name, valuesOf) => session.on(`Network.${name}`, (event) => record(event.requestId, valuesOf(event)));
  on('requestWillBeSent', ({ request: { url, method }, timestamp }) => ({ url, method, timestamp }));
  on('requestWillBeSentExtraInfo', ({ headers }) => ({ sent: lowerNames(headers) }));
  on('responseReceivedExtraInfo', ({ statusCode, headers }) => ({ status: statusCode, received: lowerNames(headers) }));
  on('loadingFailed', ({ corsErrorStatus }) => corsErrorStatus && ({ refused: corsErrorStatus.corsError }));
  await session.send('Network.enable');
  const to = (url) => [...all.values()].filter((each) => each.url === url).sort((a, b) => a.timestamp - b.timestamp);
  return { to };
}
