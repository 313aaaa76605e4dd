// Node as a peer of the benchmarks: promises and async functions.
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";

const trivial = async () => 1;
const tick = () => new Promise((resolve) => setImmediate(resolve));

class Stopwatch {
  took = 0n;
  start() {
    this.began = process.hrtime.bigint();
  }
  stop() {
    this.took += process.hrtime.bigint() - this.began;
  }
}

const whole = (fn) => async (n, watch) => {
  watch.start();
  await fn(n);
  watch.stop();
};

// A yield is the await of a promise that is resolved: the other jobs that are
// ready run first. It does not let timers and I/O run, as a pass of a loop does.
const oneYield = async () => {
  await undefined;
};

const yields = async (n) => {
  for (let i = 0; i < n; i++) await undefined;
};

const yieldAmong = (number) => (n) =>
  Promise.all(Array.from({ length: number }, () => yields(Math.floor(n / number))));

async function yieldMany(n, watch) {
  const many = 10_000;
  let open;
  const gate = new Promise((resolve) => (open = resolve));
  const all = Array.from({ length: many }, async () => {
    await gate;
    await yields(n / many);
  });
  watch.start();
  open();
  await Promise.all(all);
  watch.stop();
}

const createAwait = (fn) => async (n) => {
  for (let i = 0; i < n; i++) await fn();
};

const gather = (fn) => async (n) => {
  for (let i = 0; i < n / 1000; i++) await Promise.all(Array.from({ length: 1000 }, fn));
};

// Promise.race leaves a reaction behind in each promise that goes on: so all
// 1000 are new each time.
async function waitFirst(n) {
  for (let i = 0; i < n / 1000; i++) {
    let first;
    const items = Array.from({ length: 1000 }, (_, i) => new Promise((resolve) => i === 500 && (first = resolve)));
    queueMicrotask(first);
    await Promise.race(items);
  }
}

const waitFor = (fn, ms) => async (n) => {
  for (let i = 0; i < n; i++) {
    let timer;
    // The error is made when it is needed: it holds a stack.
    const limit = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error("too late")), ms)));
    await Promise.race([fn(), limit]);
    clearTimeout(timer);
  }
};

// What an Event is made of: a promise that somebody else resolves.
async function pingPong(n) {
  let ping, pong;
  let pinged = new Promise((resolve) => (ping = resolve));
  let ponged;
  const other = (async () => {
    for (let i = 0; i < n; i++) {
      await pinged;
      pinged = new Promise((resolve) => (ping = resolve));
      pong();
    }
  })();
  for (let i = 0; i < n; i++) {
    ponged = new Promise((resolve) => (pong = resolve));
    ping();
    await ponged;
  }
  await other;
}

async function timersFired(n, watch) {
  let left = n;
  watch.start();
  await new Promise((resolve) => {
    const fired = () => --left === 0 && resolve();
    for (let i = 0; i < n; i++) setTimeout(fired, 1);
  });
  watch.stop();
}

async function timersCanceled(n, watch) {
  const when = Array.from({ length: n }, () => 60_000 + Math.random() * 3_600_000);
  const fired = () => {
    throw new Error("a canceled timer went off");
  };
  watch.start();
  const all = when.map((ms) => setTimeout(fired, ms));
  all.forEach(clearTimeout);
  watch.stop();
}

const programs = {
  "yield, alone": whole(yields),
  "yield, among 2": whole(yieldAmong(2)),
  "yield, among 100": whole(yieldAmong(100)),
  "yield, among 10,000": yieldMany,
  "create + await, trivial": whole(createAwait(trivial)),
  "create + await, one yield": whole(createAwait(oneYield)),
  "gather of 1000, trivial; a child": whole(gather(trivial)),
  "gather of 1000, one yield; a child": whole(gather(oneYield)),
  "wait FIRST_COMPLETED of 1000; an item": whole(waitFirst),
  "wait_for, trivial": whole(waitFor(trivial, 3_600_000)),
  "wait_for, one yield": whole(waitFor(oneYield, 3_600_000)),
  "Event ping-pong, a round trip": whole(pingPong),
  "1,000,000 timers, set and fired; a timer": timersFired,
  "1,000,000 timers, set and canceled; a timer": timersCanceled,
};

const keep = [];
const memory = {
  "resident: 1,000,000 tasks on an event; a task": (n) => {
    const event = new Promise(() => {});
    const wait = async () => {
      await event;
    };
    for (let i = 0; i < n; i++) keep.push(wait());
    keep.push(event);
  },
  "resident: 1,000,000 tasks in sleep; a task": (n) => {
    const wait = async () => {
      await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    };
    for (let i = 0; i < n; i++) keep.push(wait());
  },
};

function resident() {
  for (let i = 0; i < 3; i++) gc();
  return Number(readFileSync("/proc/self/statm", "utf8").split(" ")[1]) * 4096;
}

console.log(JSON.stringify({ peer: `Node ${process.version}`, programs: [...Object.keys(programs), ...Object.keys(memory)] }));
for await (const line of createInterface({ input: process.stdin })) {
  const { program, n } = JSON.parse(line);
  gc();
  if (memory[program]) {
    const before = resident();
    memory[program](n);
    await tick();
    console.log(JSON.stringify({ bytes: resident() - before }));
    process.exit(0); // the process is for this alone
  }
  const watch = new Stopwatch();
  await programs[program](n, watch);
  console.log(JSON.stringify({ ns: Number(watch.took) }));
}
