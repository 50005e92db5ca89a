// node kernel.cjs FILE N: warms up and times run(N); prints wall time and processor time in milliseconds, and the result.
const fs = require('fs');
const [, , file, n] = process.argv;
const { run } = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(file)), {}).exports;
const time = count => {
  const [wall, cpu] = [performance.now(), process.cpuUsage().user];
  const result = run(count);
  return [(performance.now() - wall).toFixed(3), ((process.cpuUsage().user - cpu) / 1000).toFixed(3), result | 0];
};
// Optimised code comes from another thread, while the loop lets it in.
const warmUp = left => {
  if (left === 0) {
    console.log(time(+n).join(' '));
    return;
  }
  run(Math.ceil(+n / 5));
  setTimeout(() => warmUp(left - 1), 20);
};
warmUp(3);
