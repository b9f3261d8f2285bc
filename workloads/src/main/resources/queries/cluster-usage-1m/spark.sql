-- The condition on event_time is never true. It keeps the filter above the watermark: Spark moves
-- filters that do not name the event time below it, and ticks would not move it any more.
SELECT
  unix_millis(window.start) AS window_start_ms,
  unix_millis(window.end) AS window_end_ms,
  machine_id,
  COUNT(*) AS tasks,
  SUM(cpu_request) AS cpu_sum,
  AVG(cpu_request) AS cpu_mean,
  SUM(memory_request) AS memory_sum,
  AVG(memory_request) AS memory_mean
FROM task_events
WHERE (NOT tick AND event_type = 1 AND machine_id IS NOT NULL) OR event_time < TIMESTAMP '0001-01-01 00:00:00'
GROUP BY machine_id, window(event_time, '60 seconds')
