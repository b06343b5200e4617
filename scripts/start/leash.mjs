// Loaded first into every child: when the start process is killed, nobody is left to restart or stop the child, so it ends.
const GRACE_MS = 5000;
process.on('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), GRACE_MS).unref();
});
