"""The benchmarks' programs for asyncio. ../../README.md says what each one measures."""

import asyncio
import gc
import json
import os
import random
import threading
import time


class Stopwatch:
    def __init__(self):
        self.took = 0

    def start(self):
        self.began = time.perf_counter_ns()

    def stop(self):
        self.took += time.perf_counter_ns() - self.began


programs = {}


def program(name, *args):
    """A program takes n, and what it was registered with, and runs in a loop. It is timed as a whole."""

    def register(fn):
        async def timed(n, watch):
            watch.start()
            await fn(n, *args)
            watch.stop()

        programs[name] = timed
        return fn

    return register


def timed(name, *args):
    """A program that says what is timed."""

    def register(fn):
        programs[name] = lambda n, watch: fn(n, watch, *args)
        return fn

    return register


async def trivial():
    return 1


async def one_yield():
    await asyncio.sleep(0)


async def sleep_hour():
    await asyncio.sleep(3600)


@program("yield, alone")
async def yields(n):
    for _ in range(n):
        await asyncio.sleep(0)


@program("yield, among 2", 2)
@program("yield, among 100", 100)
async def yield_among(n, number):
    await asyncio.wait([asyncio.create_task(yields(n // number)) for _ in range(number)])


@timed("yield, among 10,000")
async def yield_many(n, watch):
    many = 10_000
    tasks = [asyncio.create_task(yields(n // many + 1)) for _ in range(many)]
    await asyncio.sleep(0)
    watch.start()
    for t in tasks:
        await t
    watch.stop()


@program("sleep of 1 ns, among 100")
async def sleep_among(n):
    async def one():
        for _ in range(n // 100):
            await asyncio.sleep(1e-9)

    await asyncio.wait([asyncio.create_task(one()) for _ in range(100)])


@program("create + await, trivial", trivial)
@program("create + await, one yield", one_yield)
async def create_await(n, coro):
    for _ in range(n):
        await asyncio.create_task(coro())


@program("gather of 1000, trivial; a child", trivial)
@program("gather of 1000, one yield; a child", one_yield)
async def gather(n, coro):
    for _ in range(n // 1000):
        await asyncio.gather(*[coro() for _ in range(1000)])


@program("group of 1000, trivial; a child")
async def group(n):
    for _ in range(n // 1000):
        async with asyncio.TaskGroup() as g:
            for _ in range(1000):
                g.create_task(trivial())


@program("wait FIRST_COMPLETED of 1000; an item")
async def wait_first(n):
    loop = asyncio.get_running_loop()
    items = [loop.create_future() for _ in range(1000)]
    for _ in range(n // 1000):
        first = items[500] = loop.create_future()
        loop.call_soon(first.set_result, 1)
        await asyncio.wait(items, return_when=asyncio.FIRST_COMPLETED)


@program("as_completed of 1000, trivial; a child")
async def as_completed(n):
    for _ in range(n // 1000):
        for next_one in asyncio.as_completed([trivial() for _ in range(1000)]):
            await next_one


@program("wait_for, trivial", trivial)
@program("wait_for, one yield", one_yield)
async def wait_for(n, coro):
    for _ in range(n):
        await asyncio.wait_for(coro(), 3600)


@program("wait_for, timing out")
async def wait_for_timeout(n):
    for _ in range(n):
        try:
            await asyncio.wait_for(sleep_hour(), 1e-9)
        except TimeoutError:
            pass


@program("shield of a new trivial task")
async def shield(n):
    for _ in range(n):
        await asyncio.shield(trivial())


@program("Event ping-pong, a round trip")
async def event_ping_pong(n):
    ping, pong = asyncio.Event(), asyncio.Event()

    async def other():
        for _ in range(n):
            await ping.wait()
            ping.clear()
            pong.set()

    t = asyncio.create_task(other())
    for _ in range(n):
        ping.set()
        await pong.wait()
        pong.clear()
    await t


@program("queue of 1, an item")
async def queue_of_one(n):
    q = asyncio.Queue(1)

    async def other():
        for i in range(n):
            await q.put(i)

    t = asyncio.create_task(other())
    for _ in range(n):
        await q.get()
    await t


@program("lock held over a yield, contended by 100")
async def contended_lock(n):
    lock = asyncio.Lock()

    async def one():
        for _ in range(n // 100):
            async with lock:
                await asyncio.sleep(0)

    await asyncio.wait([asyncio.create_task(one()) for _ in range(100)])


@timed("cancel + await of 10,000 sleepers; a sleeper")
async def cancel_sleepers(n, watch):
    many = 10_000
    for _ in range(n // many):
        tasks = [asyncio.create_task(sleep_hour()) for _ in range(many)]
        await asyncio.sleep(0)
        watch.start()
        for t in tasks:
            t.cancel()
        for t in tasks:
            try:
                await t
            except asyncio.CancelledError:
                pass
        watch.stop()


async def branch(depth):
    if depth == 0:
        await asyncio.sleep(3600)
        return
    async with asyncio.TaskGroup() as g:
        for _ in range(4):
            g.create_task(branch(depth - 1))


@timed("cancel a tree of groups, depth 6, width 4; a task")
async def cancel_tree(n, watch):
    for _ in range(n // 5461):
        root = asyncio.create_task(branch(6))
        for _ in range(7):
            await asyncio.sleep(0)
        watch.start()
        root.cancel()
        try:
            await root
        except asyncio.CancelledError:
            pass
        watch.stop()


@timed("1,000,000 timers, set and fired; a timer")
async def timers_fired(n, watch):
    """There is no virtual clock. The loop is blocked, untimed, until all times have passed. They must not have
    passed when they are set, as uvloop would make no timers: to set one may take 10 µs."""
    loop = asyncio.get_running_loop()
    r = random.Random(1)
    first = loop.time() + n * 10e-6
    when = [first + r.random() for _ in range(n)]
    last = loop.create_future()
    left = n

    def fired():
        nonlocal left
        left -= 1
        if left == 0:
            last.set_result(1)

    watch.start()
    for t in when:
        loop.call_at(t, fired)
    watch.stop()
    time.sleep(max(0, first + 1.01 - loop.time()))  # uvloop counts whole milliseconds
    watch.start()
    await last
    watch.stop()


@timed("1,000,000 timers, set and canceled; a timer")
async def timers_canceled(n, watch):
    loop = asyncio.get_running_loop()
    r = random.Random(1)
    now = loop.time()
    when = [now + 3600 * r.random() for _ in range(n)]

    def fired():
        raise AssertionError("a canceled timer went off")

    watch.start()
    timers = [loop.call_at(t, fired) for t in when]
    for t in timers:
        t.cancel()
    await asyncio.sleep(0)  # asyncio drops the canceled ones here
    watch.stop()


# What comes from other threads is timed on one of them: the loop runs beside it.


def outside(fn):
    async def run(n, watch, *args):
        loop = asyncio.get_running_loop()

        def body():
            watch.start()
            fn(n, loop, *args)
            watch.stop()

        await asyncio.to_thread(body)

    return run


def bursts(n, threads, post):
    """10,000 functions at a time, from a number of threads."""
    burst = 10_000
    for _ in range(n // burst):
        done = threading.Event()
        left = burst

        def fn():
            nonlocal left
            left -= 1
            if left == 0:
                done.set()

        def body():
            for _ in range(burst // threads):
                post(fn)

        all_threads = [threading.Thread(target=body) for _ in range(threads)]
        for t in all_threads:
            t.start()
        for t in all_threads:
            t.join()
        done.wait()


@timed("post from 1 thread; a callback", 1)
@timed("post from 4 threads; a callback", 4)
@outside
def post(n, loop, threads):
    bursts(n, threads, loop.call_soon_threadsafe)


@timed("submit from 1 thread; a task", 1)
@timed("submit from 4 threads; a task", 4)
@outside
def submit(n, loop, threads):
    async def run(fn):
        fn()

    bursts(n, threads, lambda fn: asyncio.run_coroutine_threadsafe(run(fn), loop))


@timed("submit and wait, a round trip")
@outside
def submit_wait(n, loop):
    for _ in range(n):
        asyncio.run_coroutine_threadsafe(trivial(), loop).result()


@program("to_thread, trivial")
async def to_thread(n):
    for _ in range(n):
        await asyncio.to_thread(int)


def resident():
    gc.collect()
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * 4096


async def parked(n, wait):
    before = resident()
    tasks = [asyncio.create_task(wait()) for _ in range(n)]
    await asyncio.sleep(0)
    print(json.dumps({"bytes": resident() - before}), flush=True)
    os._exit(0)  # the process is for this alone, and takes long to end in order


async def parked_on_event(n):
    await parked(n, asyncio.Event().wait)


memory = {
    "resident: 1,000,000 tasks on an event; a task": parked_on_event,
    "resident: 1,000,000 tasks in sleep; a task": lambda n: parked(n, sleep_hour),
}


def run_trivial(n, watch, run):
    watch.start()
    for _ in range(n):
        run(trivial())
    watch.stop()
