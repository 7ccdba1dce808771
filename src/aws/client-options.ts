/** What every SDK client is made with: no retries of its own (pacer.ts retries), and calls that end. */

const CONNECTION_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** The SDK's version is pinned and tested on the Node versions of package.json; its own warning would only worry people. */
const NODE_WARNING_SWITCH = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

export function clientOptions(region: string | undefined) {
  process.env[NODE_WARNING_SWITCH] ??= 'true';
  return {
    ...(region !== undefined && { region }),
    maxAttempts: 1,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
  };
}
