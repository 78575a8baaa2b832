/** Loaded before the program: as it ends, tells the process that started it how much memory it held at most, in bytes. */
process.channel?.unref();
process.on('exit', () => {
  process.send?.(process.resourceUsage().maxRSS * 1024);
});
