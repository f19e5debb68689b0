// How much a page has loaded.

/**
 * Counts what comes over the network to a page from now on, as if nothing had been loaded before. The
 * result tells so far: `bytes` as they came, compressed, with their headers, and the paths of what it
 * `loaded`.
 */
export async function weigh(page) {
  const session = await page.context().newCDPSession(page);
  const weight = { bytes: 0, loaded: [] };
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  session.on('Network.responseReceived', ({ response }) => {
    weight.loaded.push(new URL(response.url).pathname);
  });
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    weight.bytes += encodedDataLength;
  });
  return weight;
}
