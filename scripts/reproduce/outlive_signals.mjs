// Loaded before all else by a child that computes runs. Batch systems send SIGTERM to children too: the command decides
// what becomes of their runs. When the command is gone, however it ended, so are they.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
process.on('disconnect', () => process.exit());
