// The chat names a server that starts slowly until it has started.
import { Chat } from './support/chat.mjs';
import { says, step } from './support/model.mjs';
import { play } from './support/play.mjs';
import { programOf } from './support/programs.mjs';

const waits = 'until [ -e "$1/go" ]; do sleep 0.1; done; exec "$2"';

play('a server that starts is named', {
  otherwise: step([says('Sim.')]),
  servers: (workspace) => ({
    slow: { command: 'sh', args: ['-c', waits, 'sh', workspace, programOf('feature-server')] },
  }),
  config: { server_wait: 100 },
}, async (stage) => {
  const chat = new Chat(await stage.open('/'));
  await chat.send('Go');
  await chat.hears('Sim.');
  const badge = chat.saying('badge.servers_starting');
  await badge.waitFor();
  stage.bridge.write('go', '');
  await badge.waitFor({ state: 'detached' });
});
