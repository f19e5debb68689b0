// Uses the native dialect from within a page of the bridge, without the page's own code.

// Runs in the page.
function converse({ texts, decision }) {
  const frames = [];
  const token = btoa(localStorage.getItem('mcp-bridge.token')).replace(/=+$/, '');
  const socket = new WebSocket(`ws://${location.host}/ws`,
    ['mcp-bridge.v1', `mcp-bridge.token.${token.replaceAll('+', '-').replaceAll('/', '_')}`]);
  const send = (type, data) => socket.send(JSON.stringify({ type, data }));
  const rest = [...texts];
  return new Promise((resolve, reject) => {
    socket.onclose = (event) => reject(
      new Error(`closed: ${event.code} after ${frames.length} frames`));
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      frames.push(frame);
      if (frame.type === 'error') reject(new Error(data));
      if (frame.type === 'tool_request') {
        send('tool_approval', { tool_use_id: frame.data.id, ...decision });
      }
      if (frame.type !== 'snapshot' && frame.type !== 'session_end') return;
      if (rest.length > 0) return send('user_message', { text: rest.shift() });
      socket.onclose = () => resolve(frames);
      socket.close();
    };
  });
}

/**
 * Sends messages one after the other in a new chat, and answers each approval with `decision`.
 * Resolves with all frames.
 */
export function rawChat(page, texts, decision = { approved: true }) {
  return page.evaluate(converse, { texts, decision });
}

/** The id of the chat of these frames. */
export const sessionIn = (frames) => frames[0].data.session_id;

/** The text of the model in these frames. */
export const spokenIn = (frames) => frames.filter((frame) => frame.type === 'ai_chunk')
  .map((frame) => frame.data.text).join('');
