SELECT
  CAST(window.start AS BIGINT) / 1000000 AS window_start_ms,
  CAST(window.end AS BIGINT) / 1000000 AS window_end_ms,
  machine_id,
  tasks,
  cpu_sum,
  cpu_mean,
  memory_sum,
  memory_mean
FROM (
  SELECT
    machine_id,
    tumble(interval '60 seconds') AS window,
    COUNT(*) AS tasks,
    SUM(cpu_request) AS cpu_sum,
    AVG(cpu_request) AS cpu_mean,
    SUM(memory_request) AS memory_sum,
    AVG(memory_request) AS memory_mean
  FROM task_events
  WHERE NOT tick AND event_type = 1 AND machine_id IS NOT NULL
  GROUP BY machine_id, window
)
