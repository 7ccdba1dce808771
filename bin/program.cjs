/**
 * Loads the files of the built command line, with the bytecode that the build kept beside them where it fits: compiling them
 * anew costs a short command a fifth of its time. Bytecode that is missing, damaged, of other source text, or of another V8 is
 * passed over, and the file is compiled as ever. Plain JavaScript, because it runs before anything that was built.
 */
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { basename, dirname, join } = require('node:path');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

/** Of the source and of the bytecode: V8 itself compares lengths of sources, and no longer looks for damage. */
const CHECKSUM_BYTES = 8;

class Program {
  #modules = new Map();
  #scripts = new Map();

  /** What the file at this absolute path exports. */
  load(path) {
    const known = this.#modules.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    this.#modules.set(path, module);
    const source = readFileSync(path);
    const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${source}\n})`, {
      filename: path,
      cachedData: bytecodeFor(path, source),
    });
    this.#scripts.set(path, { script, source });
    const folder = dirname(path);
    const requireOther = createRequire(path);
    const requireFrom = (name) => (name.startsWith('.') ? this.load(join(folder, name)) : requireOther(name));
    script.runInThisContext()(module.exports, requireFrom, module, path, folder);
    return module.exports;
  }

  /** Base names of the files that were loaded, and whether V8 took kept bytecode for them. */
  loaded() {
    return [...this.#scripts].map(([path, { script }]) => [basename(path), script.cachedDataRejected === false]);
  }

  /** Keeps the bytecode of everything that was loaded, functions included that ran meanwhile. */
  keepBytecode() {
    for (const [path, { script, source }] of this.#scripts) {
      const kept = keptAt(path);
      mkdirSync(dirname(kept), { recursive: true });
      const bytecode = script.createCachedData();
      writeFileSync(`${kept}.part`, Buffer.concat([checksums(source, bytecode), bytecode]));
      renameSync(`${kept}.part`, kept);
    }
  }
}

/** Undefined where there is none that fits; whether it is of this V8 and its flags is for V8 to judge. */
function bytecodeFor(path, source) {
  if (crc32 === undefined) return undefined;
  let kept;
  try {
    kept = readFileSync(keptAt(path));
  } catch {
    return undefined;
  }
  const bytecode = kept.subarray(CHECKSUM_BYTES);
  return checksums(source, bytecode).equals(kept.subarray(0, CHECKSUM_BYTES)) ? bytecode : undefined;
}

function checksums(source, bytecode) {
  const bytes = Buffer.alloc(CHECKSUM_BYTES);
  bytes.writeUInt32LE(crc32(source), 0);
  bytes.writeUInt32LE(crc32(bytecode), 4);
  return bytes;
}

function keptAt(path) {
  return join(dirname(path), 'bytecode', `${process.version}-${process.platform}-${process.arch}`, basename(path));
}

module.exports = { Program };
