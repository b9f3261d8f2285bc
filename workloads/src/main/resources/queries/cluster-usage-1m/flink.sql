-- The session's time zone must be UTC: window bounds are told as its local time.
SELECT
  EXTRACT(EPOCH FROM window_start) * 1000 AS window_start_ms,
  EXTRACT(EPOCH FROM window_end) * 1000 AS window_end_ms,
  machine_id,
  COUNT(*) AS tasks,
  SUM(cpu_request) AS cpu_sum,
  AVG(cpu_request) AS cpu_mean,
  SUM(memory_request) AS memory_sum,
  AVG(memory_request) AS memory_mean
FROM TABLE(TUMBLE(TABLE task_events, DESCRIPTOR(event_time), INTERVAL '1' MINUTE))
WHERE NOT tick AND event_type = 1 AND machine_id IS NOT NULL
GROUP BY machine_id, window_start, window_end
