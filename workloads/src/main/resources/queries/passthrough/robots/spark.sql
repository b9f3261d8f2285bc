SELECT
  event_ms,
  robot_id,
  power_w
FROM robot_power
WHERE NOT tick
