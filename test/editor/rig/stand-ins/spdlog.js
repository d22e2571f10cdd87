// Stands in for a compiled module: VS Code's log files, written plainly.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
let defaultLevel = LEVELS.indexOf('info');

function createLogger(file) {
  let level = defaultLevel;
  let bare = false;
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, '');
  const logger = {
    getLevel: () => level,
    setLevel(wanted) {
      level = wanted;
    },
    clearFormatters() {
      bare = true;
    },
    setPattern() {},
    flush() {},
    drop() {},
  };
  LEVELS.forEach((name, rank) => {
    logger[name] = (message) => {
      if (rank >= level) appendFileSync(file, bare ? message : `${new Date().toISOString()} [${name}] ${message}\n`);
    };
  });
  return logger;
}

exports.version = 0;
exports.setFlushOn = () => {};
exports.setLevel = (level) => {
  defaultLevel = level;
};
exports.createRotatingLogger = async (_name, file) => createLogger(file);
exports.createAsyncRotatingLogger = async (_name, file) => createLogger(file);
exports.Logger = function Logger(_kind, _name, file) {
  return createLogger(file);
};
