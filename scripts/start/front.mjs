// Loaded into the web process before the console. What ends here needs nothing of it.
import http from 'node:http';

const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'];
const BODY = JSON.stringify({
  code: 'METHOD_UNKNOWN',
  message: 'Nothing here is reached by this method.',
  cure: `Use one of ${METHODS.join(', ')}.`,
});
/** Long enough for a sender to read why it was refused while it still sends. */
const LINGER_MS = 5000;

/**
 * Answers a method that nothing here has: further in, TRACE would be an error of ours, because no Request object can be made of it.
 * A sender that was answered before it had sent everything is let go of soon after: a slow one would keep its connection for minutes.
 */
export const front =
  (listener, lingerMs = LINGER_MS) =>
  (request, response) => {
    response.once('finish', () => {
      if (request.complete) return;
      const timer = setTimeout(() => request.complete || request.socket.destroy(), lingerMs);
      request.socket.once('close', () => clearTimeout(timer));
    });
    if (METHODS.includes(request.method)) return listener(request, response);
    response.writeHead(405, { Allow: METHODS.join(', '), 'Content-Type': 'application/json', Connection: 'close' });
    response.end(BODY);
  };

const { createServer } = http;
http.createServer = (...args) => createServer(...args.map((arg) => (typeof arg === 'function' ? front(arg) : arg)));
