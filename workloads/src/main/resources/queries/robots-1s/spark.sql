SELECT
  unix_millis(window.start) AS window_start_ms,
  unix_millis(window.end) AS window_end_ms,
  robot_id,
  COUNT(*) AS samples,
  AVG(power_w) AS mean_power_w,
  MAX(power_w) AS max_power_w
FROM robot_power
WHERE NOT tick
GROUP BY robot_id, window(event_time, '1 second')
