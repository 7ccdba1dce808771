/** What the page may load and call, in its own head and, for its workers, in a header of `serve`. */
export const CONTENT_SECURITY_POLICY = [
  // Everything comes from where the page came from; nothing can be sent anywhere else.
  "default-src 'self'",
  // WebAssembly of the page's own: the solver behind the floor.
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "worker-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
