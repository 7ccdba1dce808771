/**
 * Decides how zod runs: schemas are interpreted, never compiled. Must be imported before the first schema is made, because each
 * object schema looks at the setting once, when it is made.
 */
import { z } from 'zod';

// A process parses one scenario or two: compiling parsers for them would cost more than it saves, and pages may forbid eval.
z.config({ jitless: true });
