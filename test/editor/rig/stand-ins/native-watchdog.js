// Stands in for a compiled module: ends the extension host when the server that started it is gone.
const EVERY = 2000;

exports.start = (parent) => {
  const timer = setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch {
      process.exit(1);
    }
  }, EVERY);
  timer.unref();
};
exports.exit = (code) => process.exit(code ?? 0);
