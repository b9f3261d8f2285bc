-- The session's time zone must be UTC: window bounds are told as its local time.
SELECT
  EXTRACT(EPOCH FROM window_start) * 1000 AS window_start_ms,
  EXTRACT(EPOCH FROM window_end) * 1000 AS window_end_ms,
  robot_id,
  COUNT(*) AS samples,
  AVG(power_w) AS mean_power_w,
  MAX(power_w) AS max_power_w
FROM TABLE(TUMBLE(TABLE robot_power, DESCRIPTOR(event_time), INTERVAL '1' SECOND))
WHERE NOT tick
GROUP BY robot_id, window_start, window_end
