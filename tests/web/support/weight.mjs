// Measures the network traffic of a page.

/**
 * Counts the bytes that a page receives from now on, with an empty cache. The result has `bytes`, as
 * received (compressed, with headers), and `loaded`, the paths of the loaded files.
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
