SELECT
  CAST(window.start AS BIGINT) / 1000000 AS window_start_ms,
  CAST(window.end AS BIGINT) / 1000000 AS window_end_ms,
  robot_id,
  samples,
  mean_power_w,
  max_power_w
FROM (
  SELECT
    robot_id,
    tumble(interval '1 second') AS window,
    COUNT(*) AS samples,
    AVG(power_w) AS mean_power_w,
    MAX(power_w) AS max_power_w
  FROM robot_power
  WHERE NOT tick
  GROUP BY robot_id, window
)
