// As the shared run.cjs, in processor time: node cpu.cjs FILE N REPS prints compile, first call, median, minimum (ms), result.
const fs = require('fs');
const [, , file, n, reps] = process.argv;
const now = () => process.cpuUsage().user / 1000;
const start = now();
const instance = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(file)), {});
const compile = now() - start;
let result = instance.exports.run(1);
const first = now() - start - compile;
const times = [];
for (let i = 0; i < +reps + 2; i++) {
  const before = now();
  result = instance.exports.run(+n);
  if (i >= 2) times.push(now() - before);
}
times.sort((a, b) => a - b);
console.log(compile.toFixed(2), first.toFixed(2), times[+reps >> 1].toFixed(2), times[0].toFixed(2), result | 0);
