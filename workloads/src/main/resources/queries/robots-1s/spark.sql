-- The condition on event_time is never true. It keeps the filter above the watermark: Spark moves
-- filters that do not name the event time below it, and ticks would not move it any more.
SELECT
  unix_millis(window.start) AS window_start_ms,
  unix_millis(window.end) AS window_end_ms,
  robot_id,
  COUNT(*) AS samples,
  AVG(power_w) AS mean_power_w,
  MAX(power_w) AS max_power_w
FROM robot_power
WHERE (NOT tick) OR event_time < TIMESTAMP '0001-01-01 00:00:00'
GROUP BY robot_id, window(event_time, '1 second')
