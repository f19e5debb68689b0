// The official clients against mcp-server, over stdio and HTTP: elicitation, roots, subscriptions.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';

import { clients, connect, deadline, workspace } from './support.mjs';

const legacyClients = clients.filter(({ era }) => era === 'legacy');
const modernClients = clients.filter(({ era }) => era === 'modern');

for (const kind of clients) {
  describe(`${kind.name} and mcp-server --approve all`, () => {
    const cases = [
      { name: 'accepted', answer: { action: 'accept', content: { approve: true } }, written: true },
      { name: 'accepted with no', answer: { action: 'accept', content: { approve: false } } },
      { name: 'declined', answer: { action: 'decline' } },
      { name: 'cancelled', answer: { action: 'cancel' } },
    ];
    for (const { name, answer, written = false } of cases) {
      it(`asks before writing: ${name}`, deadline, async (t) => {
        const root = workspace(t);
        const asked = [];
        const host = {
          capabilities: { elicitation: {} },
          answers: { 'elicitation/create': ({ params }) => (asked.push(params), answer) },
        };
        const { call, errors, received } =
          await connect(t, kind, ['--root', root, '--approve', 'all'], host);
        const result = await call(
          { name: 'write_file', arguments: { path: 'a', content: 'text' } });

        assert.equal(asked.length, 1);
        assert.match(asked[0].message, /File: "a"$/);
        assert.deepEqual(asked[0].requestedSchema.required, ['approve']);
        assert.equal(existsSync(join(root, 'a')), written);
        assert.equal(result.isError ?? false, !written);
        if (written) assert.equal(readFileSync(join(root, 'a'), 'utf8'), 'text');
        else assert.match(result.content[0].text, /^E_DENIED: /);
        const requests = received.filter((message) => message.method && message.id !== undefined);
        assert.equal(requests.length, kind.era === 'legacy' ? 1 : 0);
        assert.deepEqual(errors, []);
      });
    }

    it('writes nothing for a client that cannot ask', deadline, async (t) => {
      const root = workspace(t);
      const { call } = await connect(t, kind, ['--root', root, '--approve', 'all']);
      const refused = call({ name: 'write_file', arguments: { path: 'a', content: 'text' } });
      if (kind.era === 'modern') await assert.rejects(refused, { code: -32021 });
      else await refused.then(({ isError }) => assert.ok(isError), ({ code }) => assert.ok(code));
      assert.ok(!existsSync(join(root, 'a')));
      assert.ok(!(await call({ name: 'list_directory', arguments: { path: '.' } })).isError);
    });
  });

  describe(`${kind.name} and mcp-server --honor-client-roots`, () => {
    it('writes only within the roots that the client announces', deadline, async (t) => {
      const root = workspace(t);
      for (const name of ['mine', 'other']) mkdirSync(join(root, name));
      const uri = pathToFileURL(join(root, 'mine')).href;
      const { call } = await connect(t, kind, ['--root', root, '--honor-client-roots'], {
        capabilities: { roots: {} },
        answers: { 'roots/list': () => ({ roots: [{ uri, name: 'mine' }] }) },
      });
      const write = (path) => call({ name: 'write_file', arguments: { path, content: 'text' } });
      assert.ok(!(await write('mine/a')).isError);
      assert.equal(readFileSync(join(root, 'mine/a'), 'utf8'), 'text');
      for (const path of ['a', 'other/a']) {
        assert.match((await write(path)).content[0].text, /^E_PATH: /);
        assert.ok(!existsSync(join(root, path)));
      }
    });
  });
}

for (const kind of modernClients) {
  describe(`${kind.name} and subscriptions of mcp-server`, () => {
    it('is acknowledged, closes, and hears no more', deadline, async (t) => {
      const { call, client, received } = await connect(t, kind, ['--root', workspace(t)]);
      const subscription = await client.listen({ toolsListChanged: true });
      assert.deepEqual(subscription.honoredFilter, { toolsListChanged: true });
      await subscription.close();
      assert.equal(await subscription.closed, 'local');

      const acknowledged = received.length;
      assert.ok(!(await call({ name: 'list_directory', arguments: { path: '.' } })).isError);
      assert.equal(received.length, acknowledged + 1);
    });

    it('is told what is not offered, and may listen twice', deadline, async (t) => {
      const { client } = await connect(t, kind, ['--root', workspace(t), '--resources', 'off']);
      const [tools, resources] = await Promise.all([
        client.listen({ toolsListChanged: true }),
        client.listen({ resourcesListChanged: true, resourceSubscriptions: ['file:///a'] }),
      ]);
      assert.deepEqual(tools.honoredFilter, { toolsListChanged: true });
      assert.deepEqual(resources.honoredFilter, {});
      await Promise.all([tools.close(), resources.close()]);
    });
  });
}

for (const kind of modernClients.filter(({ listener }) => !listener)) {
  describe(`${kind.name} and subscriptions of an mcp-server of its own`, () => {
    it('does not keep the server alive', deadline, async (t) => {
      const { client, pid } = await connect(t, kind, ['--root', workspace(t)]);
      const subscription = await client.listen({ toolsListChanged: true });
      const before = performance.now();
      await client.close();
      assert.ok(performance.now() - before < 1_000);
      assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
      assert.ok(['local', 'graceful', 'remote'].includes(await subscription.closed));
    });
  });
}

for (const kind of legacyClients) {
  describe(`${kind.name} and what mcp-server does not offer`, () => {
    it('is refused resources and prompts, and goes on', deadline, async (t) => {
      const { call, client } = await connect(t, kind, ['--root', workspace(t), '--resources', 'off']);
      const { resources, prompts } = client.getServerCapabilities();
      assert.deepEqual([resources, prompts], [undefined, undefined]);
      if (kind.major === 1) { // 2.x sends no request without the capability
        await assert.rejects(client.listResources(), { code: -32601 });
        await assert.rejects(client.subscribeResource({ uri: 'file:///a' }), { code: -32601 });
        await assert.rejects(client.listPrompts(), { code: -32601 });
      } else {
        assert.deepEqual((await client.listResources()).resources, []);
      }
      assert.ok(!(await call({ name: 'list_directory', arguments: { path: '.' } })).isError);
    });
  });
}

for (const kind of [...modernClients, ...legacyClients]) {
  describe(`${kind.name} and the resources of mcp-server`, () => {
    it('lists and reads a file', deadline, async (t) => {
      const root = workspace(t);
      writeFileSync(join(root, 'a file.txt'), 'its text');
      const { client } = await connect(t, kind, ['--root', root]);
      const { resources } = await client.listResources();
      const uri = pathToFileURL(join(root, 'a file.txt')).href;
      assert.deepEqual(resources.map((resource) => resource.uri), [uri]);
      const { contents } = await client.readResource({ uri });
      assert.equal(contents[0].text, 'its text');
      const { resourceTemplates } = await client.listResourceTemplates();
      assert.equal(resourceTemplates.length, 1);
    });
  });
}
