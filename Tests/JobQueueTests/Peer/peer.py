"""Adds jobs to a queue as a producer of BullMQ does, listens to the queue's events, and prints what was seen as JSON.

    peer.py PORT QUEUE COUNT SECONDS [OPTIONS [JOBS]]      OPTIONS: of each job, JSON; JOBS: names and payloads, JSON
"""
import asyncio, json, sys, time
import redis.asyncio
from bullmq import Queue, Job

try:
    from bullmq import QueueEvents
except ImportError:  # 2.24.0 has none: the same stream, read by hand
    QueueEvents = None


async def main():
    port, name, count, seconds = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    options = json.loads(sys.argv[5]) if len(sys.argv) > 5 else {}
    connection = {"host": "127.0.0.1", "port": port}
    seen = {"completed": {}, "failed": {}, "progress": {}, "stalled": 0, "delays": []}

    def note(event, id, data):
        if event == "progress":
            seen["progress"].setdefault(id, []).append(data["percent"])
            if "at" in data:
                seen["delays"].append(time.time() * 1000 - data["at"])
        elif event in ("completed", "failed"):
            seen[event][id] = seen[event].get(id, 0) + 1
        elif event == "stalled":
            seen["stalled"] += 1

    client = redis.asyncio.Redis(host="127.0.0.1", port=port, decode_responses=True)
    ended = asyncio.Event()

    async def listen():
        last = "0-0"
        while not ended.is_set():
            try:
                streams = await client.xread({f"bull:{name}:events": last}, block=200, count=1000)
            except redis.exceptions.RedisError:
                await asyncio.sleep(0.1)
                continue
            for _, entries in streams or []:
                for last, fields in entries:
                    data = fields.get("data")
                    note(fields["event"], fields.get("jobId"), json.loads(data) if data else {})

    if QueueEvents is not None:
        events = QueueEvents(name, {"connection": connection, "lastEventId": "0-0", "blockingTimeout": 200})
        events.on("progress", lambda args, id: note("progress", args["jobId"], args["data"]))
        for event in ("completed", "failed", "stalled"):
            events.on(event, lambda args, id, event=event: note(event, args["jobId"], {}))
        events.on("error", lambda *args: None)
    else:
        listener = asyncio.ensure_future(listen())

    queue = Queue(name, {"connection": connection})
    ids = [f"{name}-{number}" for number in range(count)]
    jobs = json.loads(sys.argv[6]) if len(sys.argv) > 6 else [["predict", {"number": id}] for id in ids]
    for id, (job, payload) in zip(ids, jobs, strict=True):
        await queue.add(job, payload, {"jobId": id, **options})
    print("added", flush=True)
    end = time.time() + seconds
    while time.time() < end and len(seen["completed"]) + len(seen["failed"]) < count:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)
    jobs = []
    for id in ids:
        fields = await client.hgetall(f"bull:{name}:{id}")
        jobs.append({key: fields.get(key) for key in ("atm", "ats", "stc", "returnvalue", "failedReason", "finishedOn")})
    seen["jobs"] = jobs
    for list_ in ("wait", "active"):
        seen[list_] = await client.llen(f"bull:{name}:{list_}")
    seen["delayed"] = await client.zcard(f"bull:{name}:delayed")
    print(json.dumps(seen), flush=True)


asyncio.run(asyncio.wait_for(main(), float(sys.argv[4]) + 30))
