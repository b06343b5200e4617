// Loaded into the web process before the console: a request with a method that nothing here has ends at the door. Further in, TRACE
// would be an error of ours, because no Request object can be made of it.
import http from 'node:http';

const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'];
const BODY = JSON.stringify({
  code: 'METHOD_UNKNOWN',
  message: 'Nothing here is reached by this method.',
  cure: `Use one of ${METHODS.join(', ')}.`,
});

const gated = (listener) => (request, response) => {
  if (METHODS.includes(request.method)) return listener(request, response);
  // What it may have sent is not read: the connection ends with the answer.
  response.writeHead(405, { Allow: METHODS.join(', '), 'Content-Type': 'application/json', Connection: 'close' });
  response.end(BODY);
};

const { createServer } = http;
http.createServer = (...args) => createServer(...args.map((arg) => (typeof arg === 'function' ? gated(arg) : arg)));
