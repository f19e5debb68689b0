// A certified authorization server (oidc-provider), and in front of an MCP server over HTTP a
// resource server that requires its tokens: servers.mjs '{"upstream": "http://127.0.0.1:1/mcp"}'.
//
// Prints one JSON object a line: first {"issuer", "mcp", "privateKey"}, then {"event", ...} for each
// token request and each rejected call. Lines on standard input are commands: "expire" rejects the
// access tokens used so far, as a server whose clock is ahead would. Ends with standard input.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import http from 'node:http';
import readline from 'node:readline';
import { calculateJwkThumbprint, createRemoteJWKSet, EmbeddedJWK, jwtVerify } from 'jose';
import { errors, Provider } from 'oidc-provider';

const options = { ttl: 3600, registration: true, dpop: false, nonces: false, ...JSON.parse(process.argv[2]) };
const readScope = 'mcp:read';
const writeScope = 'mcp:write';

const print = (object) => process.stdout.write(`${JSON.stringify(object)}\n`);
const listening = (server) =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`)));

// ---- the authorization server

const machine = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ownKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
// For ID tokens, which clients expect to be signed so unless they say otherwise.
const rsaKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

const machineClient = (id, method, more) => ({
  client_id: id,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  token_endpoint_auth_method: method,
  scope: `${readScope} ${writeScope}`,
  ...more,
});

const clients = [
  machineClient('by-basic', 'client_secret_basic', { client_secret: 's3cret:/ +%' }),
  machineClient('by-post', 'client_secret_post', { client_secret: 's3cret:/ +%' }),
  machineClient('by-key', 'private_key_jwt', {
    token_endpoint_auth_signing_alg: 'ES256',
    jwks: { keys: [{ ...machine.publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] },
  }),
  {
    client_id: 'registered-before',
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: ['http://127.0.0.1/callback'],
    token_endpoint_auth_method: 'none',
  },
];

const authorizationServer = http.createServer();
const issuer = await listening(authorizationServer);
const resourceServer = http.createServer();
const mcp = `${await listening(resourceServer)}/mcp`;

const provider = new Provider(issuer, {
  clients,
  jwks: {
    keys: [
      { ...ownKey, alg: 'ES256', use: 'sig', kid: 'own' },
      { ...rsaKey, alg: 'RS256', use: 'sig', kid: 'rsa' },
    ],
  },
  cookies: { keys: [randomBytes(32)] },
  scopes: ['openid', 'offline_access', readScope, writeScope],
  clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  pkce: { required: () => true },
  issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  extraTokenClaims: (_, token) => (token.grantId ? { grant_id: token.grantId } : {}),
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => options.nonces },
    registration: { enabled: options.registration },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_ctx, _client, oneOf) => oneOf,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, resource) => {
        if (resource !== mcp) throw new errors.InvalidTarget();
        return {
          scope: `${readScope} ${writeScope}`,
          audience: resource,
          accessTokenTTL: options.ttl,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        };
      },
    },
  },
});
const report = (event) => (ctx, error) =>
  print({ event, type: ctx.oidc?.params?.grant_type, error: error?.error, detail: error?.error_detail });
for (const event of ['grant.success', 'grant.error', 'registration_create.success', 'registration_create.error',
  'grant.revoked', 'revocation.error', 'authorization.success', 'authorization.error', 'server_error']) {
  provider.on(event, report(event));
}
authorizationServer.on('request', provider.callback());

// ---- the resource server

const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
const metadata = `${new URL(mcp).origin}/.well-known/oauth-protected-resource/mcp`;
const proofs = new Set();
const used = new Set(); // ids of access tokens
const expired = new Set();
let nonce = 'first';

class Rejection extends Error {
  constructor(status, error, parameters = {}) {
    super(error);
    this.status = status;
    this.parameters = { ...(error && { error }), resource_metadata: metadata, ...parameters };
  }
}

// Spec: RFC 9449 section 7.
const checkProof = async (request, token, thumbprint) => {
  const { payload, protectedHeader } = await jwtVerify(request.headers.dpop ?? '', EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: ['ES256'],
    maxTokenAge: '60 seconds',
  });
  const hash = createHash('sha256').update(token).digest('base64url');
  const fits = payload.htm === request.method && payload.htu === mcp && payload.ath === hash &&
    !proofs.has(payload.jti) && (await calculateJwkThumbprint(protectedHeader.jwk)) === thumbprint;
  if (!fits) throw new Error('the proof is for another request, or was used before');
  proofs.add(payload.jti);
  if (options.nonces && payload.nonce !== nonce) throw new Rejection(401, 'use_dpop_nonce');
};

const neededScope = (message) => (message?.method === 'tools/call' ? writeScope : readScope);

const check = async (request, message) => {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (!token) throw new Rejection(401, undefined, { scope: readScope });
  let claims;
  try {
    claims = (await jwtVerify(token, keys, { issuer, audience: mcp, typ: 'at+jwt' })).payload;
    if (scheme !== (claims.cnf ? 'DPoP' : 'Bearer')) throw new Error('wrong scheme');
    if (options.dpop && !claims.cnf) throw new Error('not bound to a key');
    if (claims.cnf) await checkProof(request, token, claims.cnf.jkt);
    if (expired.has(claims.jti)) throw new Error('expired');
    if (claims.grant_id && !(await provider.Grant.find(claims.grant_id))) throw new Error('revoked');
  } catch (error) {
    throw error instanceof Rejection ? error : new Rejection(401, 'invalid_token', { error_description: error.message });
  }
  used.add(claims.jti);
  const scope = neededScope(message);
  if (!claims.scope?.split(' ').includes(scope)) throw new Rejection(403, 'insufficient_scope', { scope });
};

const reject = (response, { status, parameters }) => {
  print({ event: 'rejected', status, error: parameters.error, detail: parameters.error_description });
  if (options.nonces) response.setHeader('DPoP-Nonce', nonce);
  const scheme = options.dpop ? 'DPoP' : 'Bearer';
  const text = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`).join(', ');
  response.writeHead(status, { 'WWW-Authenticate': `${scheme} ${text}`, 'Content-Type': 'text/plain' });
  response.end('rejected');
};

const pass = (request, response, body) => {
  const target = new URL(options.upstream);
  const headers = { ...request.headers, host: target.host };
  delete headers.authorization;
  delete headers.dpop;
  const passed = http.request(target, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
  });
  passed.on('error', () => response.destroy());
  response.on('close', () => passed.destroy());
  passed.end(body);
};

const serveMetadata = (response) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({
    resource: mcp,
    authorization_servers: [issuer],
    scopes_supported: [readScope],
    ...(options.dpop && { dpop_bound_access_tokens_required: true }),
  }));
};

resourceServer.on('request', async (request, response) => {
  try {
    if (`${new URL(mcp).origin}${request.url}` === metadata) return serveMetadata(response);
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    await check(request, body.length ? JSON.parse(body) : undefined);
    pass(request, response, body);
  } catch (error) {
    if (error instanceof Rejection) return reject(response, error);
    print({ event: 'failed', detail: String(error) });
    response.destroy();
  }
});

// ---- commands

const commands = {
  expire: () => {
    for (const id of used) expired.add(id);
  },
  nonce: () => {
    nonce = randomBytes(8).toString('hex');
  },
};
readline.createInterface({ input: process.stdin })
  .on('line', (line) => {
    commands[line]?.();
    print({ event: 'done', type: line });
  })
  .on('close', () => process.exit(0));

print({ issuer, mcp, privateKey: machine.privateKey.export({ format: 'pem', type: 'pkcs8' }) });
